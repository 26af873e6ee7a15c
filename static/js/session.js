/* Says before a sign-in ends for want of anything done, and goes on at any key. */
(() => {
  "use strict";

  const note = document.getElementById("session-end");
  if (!note) return;

  const WARN_MS = 120_000;
  const RETRY_MS = 10_000;
  let timer = 0;
  let endsAt = 0;

  // Time spent asleep counts too: the clock on the wall is asked, never a sum of waits.
  const left = () => Math.max(0, endsAt - Date.now());

  function wait(ms) {
    clearTimeout(timer);
    timer = setTimeout(ask, ms);
  }

  function learn(ms) {
    endsAt = Date.now() + ms;
    if (left() > WARN_MS) {
      note.hidden = true;
      wait(left() - WARN_MS);
    } else {
      warn();
      wait(Math.min(RETRY_MS, left() + 500));
    }
  }

  function warn() {
    const at = new Date(endsAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const words = `Nothing was done for a while. You will be signed out at ${at}. Press any key to go on.`;
    if (note.textContent !== words) note.textContent = words;
    note.hidden = false;
  }

  // The page still shows records: loading it again shows the sign-in page in their place.
  function end() {
    document.body.dataset.signedOut = "";
    location.reload();
  }

  async function fetched(url, method) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(url, { method, redirect: "manual", headers: { "X-CSRFToken": token } });
    if (answer.type === "opaqueredirect") return 0;
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).seconds * 1000;
  }

  // Another window of the same browser may have gone on, so the server is asked before it is said.
  async function ask(url = note.dataset.remaining, method = "GET") {
    try {
      const ms = await fetched(url, method);
      if (ms === 0) end(); else learn(ms);
    } catch {
      if (left() === 0) end(); else wait(RETRY_MS);
    }
  }

  function goOn() {
    if (!note.hidden) ask(note.dataset.stay, "POST");
  }

  for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, goOn);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && left() < WARN_MS) ask(); });
  learn(Number(note.dataset.minutes) * 60_000);
})();
