/** Pickers say what is chosen and close on a choice; filter forms send themselves. Without this file
 * the choices are there to tick and a button sends the form. */

/** @param {Element} picker */
function tell(picker) {
  const place = picker.querySelector("[data-picker-chosen]");
  const ticked = [...picker.querySelectorAll(".picker-list input:checked")];
  const labels = ticked.filter((input) => input.value).map((input) => input.dataset.label);
  if (place) place.textContent = labels.join(", ") || picker.dataset.nothing || "";
}

/** Forms whose panel of ticks is still open wait until it closes.
 * @type {WeakMap<Element, HTMLFormElement>} */
const waiting = new WeakMap();
let byPointer = false;

document.addEventListener("pointerdown", () => (byPointer = true), true);
document.addEventListener("keydown", () => (byPointer = false), true);

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
  const picker = input.closest("[data-picker]");
  if (picker) {
    tell(picker);
    if (!picker.hasAttribute("data-several") && byPointer) close(picker);
  }
  const form = input.form;
  if (!form) return;
  if (form.matches("[data-auto-filter]")) {
    if (input.name === "range" && input.value === "dates") return;
    if (input.type === "date") {
      const range = form.elements.namedItem("range");
      if (range instanceof HTMLSelectElement) range.value = "dates";
    }
    const panel = input.closest("details[data-several], details[data-menu]");
    if (panel) waiting.set(panel, form);
    else form.requestSubmit();
  } else if (form.matches("[data-auto-submit]") && picker && !picker.hasAttribute("data-several")) {
    form.requestSubmit();
  }
});

/** @param {Element} picker */
function close(picker) {
  picker.removeAttribute("open");
  picker.querySelector("summary")?.focus();
}

document.addEventListener(
  "toggle",
  (event) => {
    const panel = event.target;
    if (!(panel instanceof HTMLDetailsElement)) return;
    if (panel.open && panel.matches("[data-picker]")) {
      panel.querySelector("[data-picker-search]")?.focus();
    }
    if (!panel.open && waiting.has(panel)) waiting.get(panel)?.requestSubmit();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof Element)) return;
  const picker = event.target.closest("[data-picker][open]");
  if (!picker) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(picker);
  }
  if (event.key === "ArrowDown" && event.target.matches("[data-picker-search]")) {
    event.preventDefault();
    picker.querySelector(".picker-list input")?.focus();
  }
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    if (event.target.type === "search") {
      const first = picker.querySelector(".picker-list input:not(:checked)");
      if (event.target.value && first instanceof HTMLInputElement) first.click();
    }
    if (!picker.hasAttribute("data-several")) close(picker);
  }
});

document.addEventListener("click", (event) => {
  for (const picker of document.querySelectorAll("[data-picker][open]")) {
    if (event.target instanceof Node && !picker.contains(event.target)) picker.removeAttribute("open");
  }
});
