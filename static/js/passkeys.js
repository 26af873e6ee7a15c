/* Asks the browser for a passkey before its form is sent: "create" makes one, "get" uses one. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-passkey]");
  const question = document.getElementById("passkey-question");
  const failed = document.getElementById("passkey-failed");
  if (!form || !question) return;

  const WORDS = {
    NotAllowedError: "Nothing was chosen in time. Try again.",
    InvalidStateError: "This device already has a passkey here.",
    SecurityError: "Passkeys need the address that people type for this site, with https.",
  };

  async function answer(event) {
    event.preventDefault();
    failed.hidden = true;
    try {
      const made = await window.webauthnJSON[form.dataset.passkey](JSON.parse(question.textContent));
      form.elements.credential.value = JSON.stringify(made);
      form.submit();
    } catch (reason) {
      failed.textContent = WORDS[reason.name] || "This browser could not use a passkey here.";
      failed.hidden = false;
    }
  }

  form.addEventListener("submit", answer);
})();
