"use strict";
// The page works without this script. It adds copy buttons to curl lines, refreshes the journal, and
// lets the browser use a world.

for (const line of document.querySelectorAll(".trials pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  line.before(button);
}

const journal = document.getElementById("journal");
let shown = "";

async function refresh() {
  const find = document.getElementById("find");
  const isTyped = find !== null && find.value !== find.defaultValue;
  if (document.hidden || isTyped || journal.contains(document.activeElement)) return;
  const response = await fetch(journal.dataset.source).catch(() => null);
  if (!response || !response.ok) return;
  const text = await response.text();
  if (text === shown) return;
  shown = text;
  const open = new Set([...journal.querySelectorAll("details[open]")].map((details) => details.dataset.key));
  journal.innerHTML = text;
  for (const details of journal.querySelectorAll("details")) details.open = open.has(details.dataset.key);
}

// A cookie puts the requests of this browser into the world that is shown; the default one needs none.
journal.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-world]");
  if (!button) return;
  const seconds = button.dataset.world === "default" ? 0 : 31536000;
  document.cookie = `mock-world=${button.dataset.world}; Path=/; SameSite=Lax; Max-Age=${seconds}`;
  button.textContent = "Requests of this browser now belong to this world";
  button.blur();
});

setInterval(refresh, 2000);
