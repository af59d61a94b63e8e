// The search page: opens the index that Pagefind made, in parts for each year, and shows what is found in it.
"use strict";

const form = document.querySelector("form.search");
const outcome = document.querySelector(".search-status");
const missing = document.querySelector(".search-missing");
const list = document.querySelector(".found");
const more = document.querySelector(".search-more");
const template = document.querySelector("main template");
const words = form.dataset;

const AT_ONCE = 10;
const CHOICES = ["year", "topic", "type", "place", "person"];
// A word in the headline counts most; what the index adds to the text, such as the kind of release, counts little.
const RANKING = { metaWeights: { title: 5, compounds: 0.5, kind: 0.2, date: 0.1 } };

const address = (path, base = document.baseURI) => new URL(path, base).href;
const day = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" });
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
// In the index, German compounds are marked at their seams: Groß^wärme^pumpe.
const plain = (text) => text.replaceAll("^", "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");

// What became of each thing, of those with which an act succeeds.
async function succeeded(things, act) {
  const became = new Map();
  await Promise.allSettled(things.map(async (thing) => became.set(thing, await act(thing))));
  return new Map(things.filter((thing) => became.has(thing)).map((thing) => [thing, became.get(thing)]));
}

// Opening the index

let index = null;

const opened = () => (index ??= openIndex());

async function openIndex() {
  const shards = address(words.shards);
  const [{ shards: names }, pagefind] = await Promise.all([
    json(shards),
    import(address("pagefind.js", address(words.engine))),
  ]);
  const folders = names.map((name) => address(`${name}/`, shards));
  const facets = await succeeded(folders, (folder) => json(address("facets.json", folder)));
  const merged = await merge(pagefind, [...facets.keys()]);
  return { pagefind, ...joined(merged.map((folder) => facets.get(folder))) };
}

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// A part that cannot be opened, perhaps because it is just being replaced, would spoil every search: begin without it.
async function merge(pagefind, folders) {
  const site = new URL(words.site, document.baseURI).pathname;
  await pagefind.options({ ranking: RANKING });
  const merged = await succeeded(folders, (folder) =>
    pagefind.mergeIndex(folder, { baseUrl: site, ranking: RANKING }).then(() => folder),
  );
  if (merged.size === folders.length) return folders;
  await pagefind.destroy();
  return merge(pagefind, [...merged.keys()]);
}

// The days of all pages, and for each choice its values with their pages.
function joined(parts) {
  const dates = new Map();
  const choices = Object.fromEntries(CHOICES.map((choice) => [choice, new Map()]));
  const add = (choice, value, page) => {
    if (!choices[choice].has(value)) choices[choice].set(value, new Set());
    choices[choice].get(value).add(page);
  };
  for (const part of parts) {
    part.pages.forEach((page, number) => {
      dates.set(page, part.dates[number]);
      add("year", part.dates[number].slice(0, 4), page);
    });
    for (const choice of CHOICES.slice(1)) {
      for (const [value, numbers] of Object.entries(part[choice])) {
        numbers.forEach((number) => add(choice, value, part.pages[number]));
      }
    }
  }
  return { dates, choices };
}

// Searching

let searches = 0;
let found = [];

async function search() {
  const mine = (searches += 1);
  const fields = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  const asked = Object.fromEntries(fields.filter(([, value]) => value));
  remember(asked);
  outcome.textContent ||= words.loading;
  const { pagefind, dates, choices } = await opened();
  const { results } = await pagefind.search(asked.q ?? null);
  if (mine !== searches) return;
  const known = results.filter(({ id }) => dates.has(id));
  const suiting = (names) => {
    const wanted = names.filter((name) => asked[name]).map((name) => choices[name].get(asked[name]) ?? new Set());
    return known.filter(({ id }) => wanted.every((pages) => pages.has(id)));
  };
  for (const choice of CHOICES) {
    count(choice, choices[choice], suiting(CHOICES.filter((name) => name !== choice)));
  }
  const chosen = CHOICES.some((name) => asked[name]) || asked.q ? suiting(CHOICES) : [];
  if (asked.order || !asked.q) {
    chosen.sort((one, other) => (dates.get(one.id) < dates.get(other.id) ? 1 : -1));
  }
  const said = [words.none, words.one][chosen.length] ?? words.many;
  const number = chosen.length.toLocaleString(words.locale);
  await show(chosen, Object.keys(asked).length > 0 ? filled(said, { count: number }) : "");
}

// The address of the page says what was asked for, so that it can be passed on.
function remember(asked) {
  const query = new URLSearchParams(asked).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

// Say beside each value how many pages it would leave.
function count(choice, values, results) {
  const ids = new Set(results.map(({ id }) => id));
  for (const option of [...form.elements[choice].options].slice(1)) {
    const number = [...values.get(option.value)].filter((page) => ids.has(page)).length;
    option.textContent = `${option.value} (${number.toLocaleString(words.locale)})`;
    option.disabled = number === 0 && !option.selected;
  }
}

// Showing

async function show(results, said) {
  found = results;
  list.replaceChildren();
  await showMore();
  if (results === found) outcome.textContent = said;
}

async function showMore() {
  const results = found;
  const from = list.childElementCount;
  const pages = await succeeded(results.slice(from, from + AT_ONCE), (result) => result.data());
  if (results !== found) return;
  list.append(...[...pages.values()].map(entry));
  more.hidden = list.childElementCount >= results.length || pages.size === 0;
}

function entry(page) {
  const item = template.content.cloneNode(true);
  const time = item.querySelector("time");
  time.dateTime = page.meta.date;
  time.textContent = day.format(new Date(page.meta.date.slice(0, 10)));
  item.querySelector(".type").textContent = page.meta.kind;
  const link = item.querySelector("a");
  link.href = page.url;
  link.textContent = plain(page.meta.title);
  item.querySelector(".excerpt").append(...excerpt(page));
  return item;
}

// Pagefind gives the excerpt as HTML; of that, only its marks are taken.
function excerpt(page) {
  const pieces = page.excerpt.split(/<\/?mark>/).map((piece, number) => {
    if (number % 2 === 0) return plain(piece);
    const mark = document.createElement("mark");
    mark.textContent = plain(piece);
    return mark;
  });
  const [whole, part] = [plain(page.content), plain(page.plain_excerpt)];
  return [whole.startsWith(part) ? "" : "… ", ...pieces, whole.endsWith(part) ? "" : " …"];
}

// The form

async function begin() {
  const { dates, choices } = await opened();
  const collator = new Intl.Collator(words.locale);
  for (const choice of CHOICES) {
    const values = [...choices[choice].keys()].sort(collator.compare);
    if (choice === "year") values.reverse();
    form.elements[choice].append(...values.map((value) => new Option(value, value)));
    form.elements[choice].closest("p").hidden = values.length < 2;
  }
  form.querySelector("fieldset").hidden = dates.size === 0;
  restore();
  const years = words.years.split(" ").filter((year) => year && !choices.year.has(year));
  missing.textContent = filled(words.missing, { years: years.join(", ") });
  missing.hidden = years.length === 0;
  await search();
}

// Fill in what the address of the page asks for, unless somebody was quicker.
function restore() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (!field || field.value) continue;
    field.value = value;
    if (field.selectedIndex === -1) field.value = "";
  }
}

function failed(error) {
  console.warn(error);
  index = null;
  list.replaceChildren();
  more.hidden = true;
  outcome.textContent = words.failed;
}

let waiting = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  search().catch(failed);
});
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => search().catch(failed), 250);
});
more.addEventListener("click", async () => {
  const next = list.childElementCount;
  await showMore();
  list.children[next]?.querySelector("a").focus();
});

// A page opened from a disk may not load anything.
if (location.protocol === "file:") {
  outcome.textContent = words.failed;
} else {
  begin().catch(failed);
}
