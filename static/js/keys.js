/* Single-key shortcuts. A page names its own keys with data-key; this file knows only lists, ? and the switch. */
(() => {
  "use strict";

  const STORED = "inrange-keys-off";
  const LEADERS = "g";
  const PAUSE_MS = 1200;
  const help = document.querySelector("[data-keys-help]");
  const onSwitch = document.querySelector("[data-keys-on]");
  let waiting = "";
  let timer = 0;

  const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.hasAttribute("data-selected"));
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    all.forEach((row) => row.toggleAttribute("data-selected", row === next));
    next.querySelector("[data-open]").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const chosenRow = () => document.activeElement.closest("[data-row]") || document.querySelector("[data-row][data-selected]") || rows()[0];

  function act(key) {
    const ofPage = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    const target = ofPage || [...(chosenRow()?.querySelectorAll("[data-row-key]") ?? [])].find((one) => one.dataset.rowKey === key);
    if (!target) return false;
    if (isTyping(target)) target.focus();
    else target.click();
    return true;
  }

  function toggleHelp() {
    help.hidden = !help.hidden;
    if (!help.hidden) help.focus();
  }

  function press(key) {
    const combined = waiting ? `${waiting} ${key}` : key;
    waiting = "";
    if (combined === "j") move(1);
    else if (combined === "k") move(-1);
    else if (combined === "?") toggleHelp();
    else if (key === combined && LEADERS.includes(key)) {
      waiting = key;
      clearTimeout(timer);
      timer = setTimeout(() => { waiting = ""; }, PAUSE_MS);
    } else return act(combined);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!onSwitch.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "Escape") help.hidden = true;
    if (event.key.length === 1 && press(event.key.toLowerCase())) event.preventDefault();
  });

  const listed = new Set();
  for (const one of document.querySelectorAll("[data-key-says]")) {
    const key = one.dataset.key || one.dataset.rowKey;
    if (listed.has(key)) continue;
    listed.add(key);
    const entry = help.querySelector("dl > div").cloneNode(false);
    const keys = document.createElement("dt");
    for (const each of key.split(" ")) keys.append(Object.assign(document.createElement("kbd"), { textContent: each }), " ");
    entry.append(keys, Object.assign(document.createElement("dd"), { textContent: one.dataset.keySays }));
    help.querySelector("[data-keys-list]").append(entry);
  }

  onSwitch.checked = localStorage.getItem(STORED) === null;
  onSwitch.addEventListener("change", () => {
    if (onSwitch.checked) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "1");
  });
})();
