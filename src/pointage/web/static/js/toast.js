/** Shows short messages: those the server put in the page, and those sent by
 * `document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }))`. */

const STAY_MS = 8000;
const region = document.getElementById("toasts");

/** Good news leaves by itself, unless someone is reading it; the rest stays until closed.
 * @param {HTMLElement} note */
function arm(note) {
  const button = note.querySelector("[data-toast-close]");
  if (button instanceof HTMLElement) button.hidden = false;
  if (!note.matches(".tone-success, .tone-info")) return;
  const leave = () => {
    if (note.matches(":hover, :focus-within")) setTimeout(leave, STAY_MS);
    else note.remove();
  };
  setTimeout(leave, STAY_MS);
}

/** @param {string} text @param {string} tone */
function show(text, tone) {
  const template = region?.querySelector("template");
  if (!region || !template) return;
  const note = template.content.firstElementChild?.cloneNode(true);
  if (!(note instanceof HTMLElement)) return;
  note.classList.add(`tone-${tone}`);
  note.setAttribute("role", tone === "danger" || tone === "warning" ? "alert" : "status");
  region.append(note);
  // Filled after it stands in the page, so that screen readers see the change and say it.
  requestAnimationFrame(() => {
    const place = note.querySelector(".toast-text");
    if (place) place.textContent = text;
  });
  arm(note);
}

region?.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-toast-close]")) {
    event.target.closest("[data-toast]")?.remove();
  }
});

document.addEventListener("toast", (event) => {
  const { text, tone = "info" } = /** @type {CustomEvent} */ (event).detail;
  show(text, tone);
});

for (const note of region?.querySelectorAll("[data-toast]") ?? []) {
  arm(/** @type {HTMLElement} */ (note));
}
