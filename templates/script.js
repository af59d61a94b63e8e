/* Buttons that copy a release's headline, its text, and each quote with who says it. Without this script there are
   none, and the release as plain text does the same. The words come from the page. */

const release = document.querySelector("[data-copied]");
const words = release.dataset;
const spoken = document.createElement("p");
spoken.className = "unseen";
spoken.setAttribute("role", "status");
release.append(spoken);

/* What a reader sees of an element, without the buttons in it and without what is not part of the text. */
function shown(element, left = "") {
  const aside = element.querySelectorAll(`button${left}`);
  for (const one of aside) one.hidden = true;
  const text = element.innerText.trim();
  for (const one of aside) one.hidden = false;
  return text;
}

function quote(figure) {
  return `${shown(figure.querySelector("blockquote"))}\n${shown(figure.querySelector("figcaption"))}`;
}

/* Pages that did not come over HTTPS have no clipboard; there the browser copies what is selected. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("nothing was copied");
}

function button(label, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.textContent = label;
  made.addEventListener("click", async () => {
    const said = await copy(text()).then(() => words.copied, () => words.copyFailed);
    made.focus();
    made.textContent = spoken.textContent = said;
    setTimeout(() => {
      made.textContent = label;
      spoken.textContent = "";
    }, 2000);
  });
  return made;
}

const story = release.querySelector(".text");
release.querySelector(".copying").append(
  button(words.copyHeadline, () => shown(release.querySelector("h1"))),
  button(words.copyStory, () => shown(story, ", .end")),
);
for (const figure of release.querySelectorAll(".quote")) {
  figure.querySelector("figcaption").append(button(words.copyQuote, () => quote(figure)));
}
