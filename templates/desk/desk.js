/* The desk: a list and a release in tabs. What they hold comes ready from the server; this puts it in its place, keeps
   frames where the reader was in them, and listens for what was saved. It only ever asks with GET. */

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const said = document.documentElement.dataset;
const language = document.documentElement.lang;
const list = $("#rows");
const panel = $("#panel");
const head = $("#head");
const tabs = $$('[role="tab"]');
const wide = matchMedia("(min-width: 40.01rem)");
/* What the reader chose, kept while the tab is open. */
const kept = {
  get: (name, otherwise) => sessionStorage.getItem(name) ?? otherwise,
  set: (name, value) => sessionStorage.setItem(name, value),
};

/* Where we are: #slug/version/tab. */

function place() {
  const [slug = "", version = "", tab = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return { slug, version, tab: tabs.some((one) => one.dataset.tab === tab) ? tab : kept.get("tab", "page") };
}

function go(change) {
  const to = { ...place(), ...change };
  kept.set("tab", to.tab);
  if (to.version) kept.set("version", to.version);
  const hash = `#${[to.slug, to.version, to.tab].map(encodeURIComponent).join("/")}`;
  if (hash === location.hash) show();
  else location.hash = hash;
}

async function ask(path, params) {
  const answer = await fetch(`${path}?${new URLSearchParams({ ...params, language })}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function fragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

/* The list */

let asked = 0;

async function fill(from = 0) {
  const mine = ++asked;
  list.setAttribute("aria-busy", "true");
  const html = await ask("rows", { find: $("#find").value, from }).catch(() => null);
  if (html === null || mine !== asked) return;
  list.setAttribute("aria-busy", "false");
  const made = fragment(html);
  if (from) {
    const first = $("li", made);
    $(".more", list)?.remove();
    $(".them", list).append(...$$("li", made));
    list.append(...$$(".more", made));
    $("a", first)?.focus();
  } else {
    list.replaceChildren(made);
  }
  mark();
}

function mark() {
  const { slug } = place();
  for (const row of $$("[data-slug]", list)) {
    if (row.dataset.slug === slug) $("a", row).setAttribute("aria-current", "true");
    else $("a", row).removeAttribute("aria-current");
  }
}

function exchange(slug, html) {
  const old = $$("[data-slug]", list).find((row) => row.dataset.slug === slug);
  if (!old) return;
  const focused = old.contains(document.activeElement);
  const made = $("li", fragment(html));
  old.replaceWith(made);
  if (focused) $("a", made).focus({ preventScroll: true });
  mark();
}

function step(by) {
  const rows = $$("[data-slug]", list);
  const now = rows.findIndex((row) => row.dataset.slug === place().slug);
  const next = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
  if (!next) return;
  $("a", next).scrollIntoView({ block: "nearest" });
  go({ slug: next.dataset.slug });
}

/* The release */

let shown = "";
let wanted = 0;

async function show() {
  const at = place();
  mark();
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === at.tab;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", `tab-${at.tab}`);
  if (!at.slug) return;
  const mine = ++wanted;
  const version = at.version || kept.get("version", "");
  const path = `releases/${encodeURIComponent(at.slug)}/${at.tab}`;
  const html = await ask(path, { in: version }).catch(() => null);
  if (mine !== wanted) return;
  if (html === null) {
    panel.replaceChildren(Object.assign(document.createElement("p"), { className: "empty", textContent: said.failed }));
    shown = "";
    return;
  }
  put(fragment(html), at);
}

function put(made, at) {
  const newHead = $("#new-head", made);
  const newPanel = $("#new-panel", made);
  const { errors, warnings, changes, version } = newHead.dataset;
  const focused = document.activeElement?.id;
  head.replaceChildren(newHead.content);
  document.title = `${$("h2", head).textContent} – ${said.title}`;
  badge("findings", Number(errors) + Number(warnings), Number(errors) ? "error" : "warning");
  badge("differences", changes === "True" ? "•" : 0, "changed");
  const here = [at.slug, version, at.tab, newPanel.dataset.kind].join("/");
  if (here === shown) refresh(newPanel.content);
  else begin(newPanel.content);
  shown = here;
  if (focused && !document.activeElement?.id) document.getElementById(focused)?.focus({ preventScroll: true });
}

function badge(tab, text, kind) {
  const one = $(`[data-badge="${tab}"]`);
  one.hidden = !text;
  one.textContent = text || "";
  one.className = `badge ${kind}`;
}

/* Another release, version or tab. */
function begin(content) {
  document.getElementById(`tab-${place().tab}`).scrollIntoView({ block: "nearest", inline: "nearest" });
  panel.replaceChildren(content);
  panel.scrollTop = 0;
  for (const name of ["width", "scheme"]) {
    const choice = $(`#${name}-${kept.get(name, "")}`, panel);
    if (choice) choice.checked = true;
  }
  arrange();
  for (const frame of $$("iframe[data-fit]", panel)) frame.addEventListener("load", () => fit(frame));
}

/* The same again, after a save: parts that changed are exchanged, frames load behind what is seen. */
function refresh(content) {
  for (const part of $$("[data-part]", content)) {
    const old = $(`[data-part="${part.dataset.part}"]`, panel);
    if (part.dataset.part === "tools") {
      for (const link of $$("[data-link]", part)) $(`[data-link="${link.dataset.link}"]`, old).href = link.href;
    } else if (old.innerHTML !== part.innerHTML) {
      const places = $$("*", old).map((one) => one.scrollTop);
      old.replaceChildren(...part.childNodes);
      $$("*", old).forEach((one, number) => {
        if (places[number]) one.scrollTop = places[number];
      });
      for (const frame of $$("iframe[data-fit]", old)) frame.addEventListener("load", () => fit(frame));
    }
  }
  for (const frame of $$("iframe[data-frame]", content)) {
    const old = $(`iframe[data-frame="${frame.dataset.frame}"]:not(.coming)`, panel);
    old.dataset.src = frame.dataset.src;
  }
  arrange();
}

/* Frames: each is as wide as its screen, and made smaller until it fits. */

function arrange() {
  const stage = $("[data-stage]", panel);
  if (stage) {
    const choice = $('input[name="width"]:checked', panel).value;
    const scheme = $('input[name="scheme"]:checked', panel).value;
    stage.classList.toggle("dark", scheme === "dark");
    for (const screen of $$(".screen", stage)) screen.hidden = choice !== "all" && screen.dataset.screen !== choice;
  }
  for (const screens of $$("[data-stage], .letters", panel)) scale(screens, $$(".screen", screens).filter((one) => !one.hidden));
  for (const frame of $$("iframe[data-frame]:not(.coming)", panel)) {
    if (!frame.closest("[hidden]")) load(frame);
  }
}

function scale(holder, screens) {
  const style = getComputedStyle(holder);
  const gaps = parseFloat(style.columnGap) || 0;
  const columns = style.flexDirection === "column" ? 1 : screens.length;
  const room = holder.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const across = columns === 1 ? Number(screens[0].dataset.width) : screens.reduce((sum, one) => sum + Number(one.dataset.width), 0);
  const factor = Math.min(1, (room - gaps * (columns - 1)) / across);
  for (const screen of screens) {
    const port = $(".port", screen);
    const width = Number(screen.dataset.width);
    port.style.inlineSize = `${width * factor}px`;
    const height = port.clientHeight;
    for (const frame of $$("iframe", port)) {
      frame.style.inlineSize = `${width}px`;
      frame.style.blockSize = `${height / factor}px`;
      frame.style.transform = `scale(${factor})`;
    }
  }
}

function load(frame) {
  if (frame.dataset.src === frame.getAttribute("src")) return;
  if (!frame.hasAttribute("src")) {
    frame.src = frame.dataset.src;
    return;
  }
  $(".coming", frame.parentElement)?.remove();
  const next = frame.cloneNode();
  next.classList.add("coming");
  next.inert = true;
  next.src = frame.dataset.src;
  next.addEventListener("load", () => {
    if (!next.isConnected) return;
    const from = frame.contentWindow;
    next.contentWindow.scrollTo(from.scrollX, from.scrollY);
    next.classList.remove("coming");
    next.inert = false;
    frame.remove();
  });
  frame.after(next);
}

function fit(frame) {
  frame.style.blockSize = `${frame.contentDocument.documentElement.scrollHeight}px`;
}

/* What was saved */

let events = null;
let missed = false;

function listen() {
  events?.close();
  events = new EventSource(`events?${new URLSearchParams({ language })}`);
  events.addEventListener("open", () => {
    if (missed) fill().then(show);
    missed = false;
    $("#lost").hidden = true;
    $("#pulse").textContent = said.live;
  });
  events.addEventListener("error", () => {
    missed = true;
    $("#lost").hidden = false;
    $("#pulse").textContent = "";
  });
  events.addEventListener("row", (event) => {
    const { slug, html } = JSON.parse(event.data);
    exchange(slug, html);
    if (slug === place().slug) show().then(() => told());
  });
  events.addEventListener("list", async (event) => {
    const all = JSON.parse(event.data);
    await fill();
    if (all) await show();
    told();
  });
}

/* A page that nobody sees hears nothing: browsers hold only six connections to one place for all pages together. */
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return listen();
  events.close();
  missed = true;
});

function told() {
  const time = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  $("#pulse").textContent = said.changed.replace("{time}", time);
}

/* Mouse and keys */

function toggle(open) {
  const button = $("#toggle");
  const now = open ?? button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(now));
  $("#desk").classList.toggle("alone", !now);
  arrange();
}

function line(id) {
  const found = document.getElementById(id) ?? $("#sources li");
  for (const one of $$("#sources .here")) one.classList.remove("here");
  found.classList.add("here");
  found.tabIndex = -1;
  found.scrollIntoView({ block: "center" });
  found.focus({ preventScroll: true });
}

const single = {
  "/": () => {
    toggle(true);
    $("#find").focus();
  },
  j: () => step(1),
  k: () => step(-1),
  b: () => toggle(),
  l: () => {
    const versions = $$('input[name="version"]', head);
    const now = versions.findIndex((one) => one.checked);
    if (versions.length) go({ version: versions[(now + 1) % versions.length].value });
  },
  "?": () => $("#keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), dialog *");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !$("#keys-use").checked) return;
  const tab = tabs[Number(event.key) - 1];
  const act = tab ? () => go({ tab: tab.dataset.tab }) : single[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

$("#tabs").addEventListener("keydown", (event) => {
  const now = tabs.indexOf(document.activeElement);
  const last = tabs.length - 1;
  const next = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now ? now - 1 : last, Home: 0, End: last }[event.key];
  if (next === undefined || now < 0) return;
  event.preventDefault();
  tabs[next].focus();
  go({ tab: tabs[next].dataset.tab });
});

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const tab = on('[role="tab"]');
  const row = on("[data-slug] a");
  if (tab) go({ tab: tab.dataset.tab });
  else if (row) {
    event.preventDefault();
    go({ slug: row.closest("[data-slug]").dataset.slug });
    if (!wide.matches) toggle(false);
  } else if (on("[data-go]")) go({ tab: on("[data-go]").dataset.go });
  else if (on("[data-from]")) fill(Number(on("[data-from]").dataset.from));
  else if (on("[data-line]")) line(on("[data-line]").dataset.line);
  else if (on("[data-skip]")) {
    event.preventDefault();
    $("#release").focus();
  } else if (on("#toggle")) toggle();
  else if (on("#help")) single["?"]();
});

document.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "version") go({ version: value });
  if (name === "width" || name === "scheme") {
    kept.set(name, value);
    arrange();
  }
  if (event.target.id === "keys-use") localStorage.setItem("keys", String(event.target.checked));
});

let typed = 0;
$("#find").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(fill, 120);
});

for (const link of $$(".tongues a")) {
  link.addEventListener("click", () => (link.href = `${link.getAttribute("href").split("#")[0]}${location.hash}`));
}

addEventListener("hashchange", show);
new ResizeObserver(() => requestAnimationFrame(arrange)).observe(panel);
said.title = document.title;
$("#keys-use").checked = localStorage.getItem("keys") !== "false";
if (!wide.matches && place().slug) toggle(false);
listen();
await fill();
if (!place().slug && $("[data-slug]", list)) {
  history.replaceState(null, "", `#${encodeURIComponent($("[data-slug]", list).dataset.slug)}`);
}
show();
