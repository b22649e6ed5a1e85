"use strict";
// The page works without this script. It adds copy buttons to curl lines, and refreshes the journal.

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

setInterval(refresh, 2000);
