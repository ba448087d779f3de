/**
 * The script of the page. It renews what is running now, and the rest when there is something new, unless
 * somebody is in the middle of it.
 *
 * @module
 */

/** The script, as the browser gets it. */
export const renewScript = `"use strict";
const main = document.querySelector("main");
const units = [[86400000, " days", 2], [3600000, " h", 1], [60000, " min", 1]];

function tell(time) {
  const ms = Date.now() - new Date(time.dateTime);
  const unit = units.find(([size, , least]) => ms >= size * least);
  time.textContent = unit ? Math.floor(ms / unit[0]) + unit[1] + " ago" : "just now";
}

function isInUse() {
  const active = document.activeElement;
  return active !== main && main.contains(active) || !getSelection().isCollapsed ||
    main.querySelector("details[open]") !== null;
}

async function renewAll() {
  const response = await fetch(location.href);
  if (!response.ok) return;
  const text = await response.text();
  const found = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  main.replaceChildren(...found.childNodes);
  main.dataset.version = found.dataset.version;
}

async function renew() {
  const response = await fetch(main.dataset.root + "/now");
  if (response.status === 401) return location.reload();
  if (!response.ok) return;
  const now = document.getElementById("now");
  if (now) now.innerHTML = await response.text();
  if (response.headers.get("x-version") !== main.dataset.version && !isInUse()) await renewAll();
}

async function loop() {
  if (!document.hidden) {
    await renew().catch(() => {}); // The server may be away for a while.
    document.querySelectorAll("time[data-ago]").forEach(tell);
  }
  setTimeout(loop, document.querySelector("#now .running") ? 2000 : 5000);
}
setTimeout(loop, 2000);
`;
