/** Copy buttons: `data-copy` holds the text, `data-copied` the word shown for a moment after. */

const SHOWN_MS = 2000;

/** @param {ParentNode} root */
function reveal(root) {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) {
    /** @type {HTMLElement} */ (button).hidden = false;
  }
}

/** @param {HTMLElement} button */
async function copy(button) {
  const text = button.dataset.copy ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard outside a secure context: select the field so that the keyboard can copy.
    const field = button.parentElement?.querySelector("input");
    field?.select();
    return;
  }
  const label = button.querySelector("[data-copy-label]");
  const announcer = document.getElementById("announcer");
  const word = button.dataset.copied ?? "";
  if (announcer) announcer.textContent = word;
  if (!label || label.textContent === word) return;
  const before = label.textContent;
  label.textContent = word;
  setTimeout(() => {
    label.textContent = before;
    if (announcer) announcer.textContent = "";
  }, SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (button instanceof HTMLElement) copy(button);
});
document.addEventListener("htmx:after:swap", () => reveal(document));
reveal(document);
