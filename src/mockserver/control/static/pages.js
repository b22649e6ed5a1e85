"use strict";
// The page works without this script. With it, new exchanges appear as they come, and lines can be copied.
//
// What is on the page is never replaced while it is used: rows are added before the others, lists are merged by their
// keys, and what has the focus is left alone.

const MOST = 200; // rows
const TOGETHER = 150; // milliseconds in which new exchanges are collected
const PATIENCE = 3000; // milliseconds until a stream that has ended is opened again
const CALM = 5000; // milliseconds between two looks at the other worlds

// copying

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // a page that did not come from this machine, without TLS
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function addCopyButtons(root) {
  for (const line of root.querySelectorAll("pre.copied:not([data-ready])")) {
    line.dataset.ready = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const focused = document.activeElement;
      await copy(line.textContent);
      focused?.focus();
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    line.before(button);
  }
}

addCopyButtons(document);

// curl lines that are made when they are asked for

async function fetchPart(address, selector) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html").querySelector(selector);
}

for (const later of document.querySelectorAll("details.later")) {
  later.addEventListener("toggle", async () => {
    const place = later.querySelector("[data-later]");
    const link = place?.querySelector("a");
    if (!later.open || !link) return;
    link.replaceWith("…");
    const part = await fetchPart(link.href, place.dataset.later);
    place.replaceChildren(...(part ? part.childNodes : [link]));
    addCopyButtons(place);
  });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a.try");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const cell = link.closest("td");
  const shown = cell.querySelector(".trials, .empty");
  link.setAttribute("aria-expanded", String(!shown));
  if (shown) {
    shown.remove();
    return;
  }
  const part = await fetchPart(link.href, "#trials");
  if (!part) {
    location.href = link.href;
    return;
  }
  cell.append(...part.children);
  addCopyButtons(cell);
});

// the world

const journal = document.getElementById("journal");
const filters = document.getElementById("filters");
const rows = document.getElementById("exchanges");
const pause = document.getElementById("pause");
const announced = document.getElementById("announced");

let stream = null;
let isPaused = false;
let waiting = 0; // exchanges that came while the journal was paused
let filterTurn = 0; // a response to an earlier filter is thrown away
let isAsking = false;
let hasMore = false; // something has happened since the last question

function total() {
  return Number(rows.dataset.total || 0);
}

function chosenFilters() {
  const chosen = new FormData(filters);
  return [...chosen].filter(([name, value]) => name !== "world" && value !== "");
}

function addressOf(base, more) {
  const address = new URL(base, location.href);
  for (const [name, value] of [...chosenFilters(), ...Object.entries(more)]) address.searchParams.set(name, value);
  return address;
}

function hasFocus(element) {
  return element.contains(document.activeElement) && document.activeElement !== document.body;
}

function mergeList(list, fresh) {
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  let place = null;
  for (const item of [...fresh.children]) {
    const old = known.get(item.dataset.key);
    known.delete(item.dataset.key);
    let kept = item;
    if (old && (hasFocus(old) || old.isEqualNode(item))) kept = old;
    else if (old) old.replaceWith(item);
    const next = place ? place.nextSibling : list.firstChild;
    if (kept !== next && !hasFocus(kept)) list.insertBefore(kept, next);
    place = kept;
  }
  for (const old of known.values()) if (!hasFocus(old)) old.remove();
}

function addRows(fresh) {
  if (fresh.dataset.anew !== undefined) rows.replaceChildren();
  const newest = Number(rows.firstElementChild?.dataset.key || 0);
  const added = [...fresh.children].filter((row) => Number(row.dataset.key) > newest);
  for (const row of added) row.classList.add("new");
  rows.prepend(...added);
  for (let row = rows.lastElementChild; rows.children.length > MOST && row; ) {
    const before = row.previousElementSibling;
    if (!row.firstElementChild.open && !hasFocus(row)) row.remove();
    row = before;
  }
}

function update(fresh, { isWhole }) {
  for (const list of journal.querySelectorAll("[data-merged]")) {
    const other = fresh.querySelector(`#${list.id}`);
    if (other) mergeList(list, other);
  }
  for (const part of journal.querySelectorAll("[data-shown]")) {
    part.hidden = fresh.querySelector(`#${part.id}`).hidden && !hasFocus(part);
  }
  const others = fresh.querySelector("#exchanges");
  if (isWhole) rows.replaceChildren(...others.children);
  else if (!isPaused) addRows(others);
  if (isWhole || !isPaused) rows.dataset.total = others.dataset.total;
  rows.hidden = rows.children.length === 0;
  for (const part of journal.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`#${part.id}`);
    if (other && !hasFocus(part) && part.innerHTML !== other.innerHTML) part.innerHTML = other.innerHTML;
  }
  document.getElementById("nothing").hidden = !rows.hidden;
}

async function ask({ isWhole = false } = {}) {
  if (isWhole) filterTurn += 1;
  else if (isAsking) {
    hasMore = true;
    return;
  }
  const turn = filterTurn;
  isAsking = true;
  hasMore = false;
  const more = isWhole ? {} : isPaused ? { limit: 0 } : { after: total() };
  const response = await fetch(addressOf(journal.dataset.source, more)).catch(() => null);
  if (response?.ok && turn === filterTurn) {
    const text = await response.text();
    if (turn === filterTurn) update(new DOMParser().parseFromString(text, "text/html"), { isWhole });
  }
  if (turn !== filterTurn) return;
  isAsking = false;
  if (hasMore) setTimeout(ask, TOGETHER);
}

let isDue = false;

function askSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    ask();
  }, TOGETHER);
}

// the stream tells when there is something new

function follow() {
  stream?.close();
  stream = null;
  document.getElementById("dot").classList.remove("live");
  if (document.hidden || rows.dataset.total === "") return; // the world does not exist yet: `CALM` finds it
  const opened = new EventSource(addressOf(journal.dataset.stream, { after: total() + waiting, body_limit: 0 }));
  stream = opened;
  const isOurs = () => stream === opened;
  opened.addEventListener("open", () => document.getElementById("dot").classList.add("live"));
  opened.addEventListener("exchange", () => isOurs() && hear(1));
  opened.addEventListener("lagged", (event) => isOurs() && hear(JSON.parse(event.data).missed));
  opened.addEventListener("cleared", () => isOurs() && ask({ isWhole: true }));
  opened.addEventListener("ended", () => isOurs() && endStream({ isWhole: true }));
  opened.addEventListener("error", () => {
    document.getElementById("dot").classList.remove("live");
    if (isOurs() && opened.readyState === EventSource.CLOSED) endStream({ isWhole: false }); // the server refuses it
  });
}

function endStream({ isWhole }) {
  stream.close();
  stream = null;
  document.getElementById("dot").classList.remove("live");
  ask({ isWhole });
  setTimeout(() => stream === null && follow(), PATIENCE);
}

function hear(count) {
  if (!isPaused) {
    askSoon();
    return;
  }
  waiting += count;
  pause.textContent = `Resume · ${waiting.toLocaleString("en")} new`;
}

pause.addEventListener("click", () => {
  isPaused = !isPaused;
  waiting = 0;
  pause.setAttribute("aria-pressed", String(isPaused));
  pause.textContent = isPaused ? "Resume" : "Pause";
  announced.textContent = isPaused ? "The journal is paused" : "The journal follows new exchanges";
  document.getElementById("dot").classList.toggle("paused", isPaused);
  if (!isPaused) ask();
});

// filters

let typing = 0;

function filter() {
  const address = new URL(location.href);
  for (const name of ["text", "violations", "status", "source"]) address.searchParams.delete(name);
  for (const [name, value] of chosenFilters()) address.searchParams.set(name, value);
  history.replaceState(null, "", address);
  waiting = 0;
  if (isPaused) pause.textContent = "Resume";
  ask({ isWhole: true }).then(follow);
}

filters.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(filter, 250);
});
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  filter();
});

// what is prepared

journal.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-remove]");
  if (!form) return;
  event.preventDefault();
  const item = form.closest("li");
  const response = await fetch(form.dataset.remove, { method: "DELETE" }).catch(() => null);
  if (!response?.ok) return;
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  announced.textContent = "Removed";
  (neighbour?.querySelector("button") ?? pause).focus();
  ask();
});

// rows get their buttons when they are opened

rows.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open) addCopyButtons(event.target);
  },
  true,
);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ask();
  follow();
});

document.getElementById("apply").hidden = true;
document.getElementById("following").hidden = false;
for (const open of rows.querySelectorAll("details[open]")) addCopyButtons(open);
setInterval(() => {
  if (document.hidden) return;
  ask();
  if (stream === null) follow();
}, CALM);
follow();
