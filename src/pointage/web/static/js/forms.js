/** Forms: the error summary takes the focus, a form is sent once, `data-warn-unsaved` asks before
 * leaving, and `data-select-all="name"` ticks every box of that name. */

/** @param {ParentNode} root */
function focusErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary instanceof HTMLElement) summary.focus();
}

/** @param {HTMLFormElement} form */
function release(form) {
  form.removeAttribute("data-sending");
  for (const button of form.elements) button.removeAttribute("data-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  const method = (event.submitter?.getAttribute("formmethod") ?? form.method).toLowerCase();
  if (method !== "post" || form.target === "_blank" || form.hasAttribute("data-download")) return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    return;
  }
  form.toggleAttribute("data-sending", true);
  form.removeAttribute("data-changed");
  event.submitter?.setAttribute("data-busy", "");
});

// Coming back by the Back button shows the page as it was left: it must be sendable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    release(/** @type {HTMLFormElement} */ (form));
  }
});

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-sending]") : null;
  if (form instanceof HTMLFormElement) release(form);
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-warn-unsaved]") : null;
  form?.setAttribute("data-changed", "");
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]:not([data-sending])")) event.preventDefault();
});

/** Boxes of a name, wherever their form stands.
 * @param {string} name */
function boxes(name) {
  return /** @type {HTMLInputElement[]} */ ([
    ...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:not(:disabled)`),
  ]);
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const all = box.dataset.selectAll;
  for (const other of all ? boxes(all) : []) other.checked = box.checked;
  const name = all ?? box.name;
  const group = boxes(name);
  const ticked = group.filter((other) => other.checked).length;
  for (const head of document.querySelectorAll(`[data-select-all="${CSS.escape(name)}"]`)) {
    if (!(head instanceof HTMLInputElement)) continue;
    head.checked = ticked === group.length;
    head.indeterminate = ticked > 0 && ticked < group.length;
  }
});

document.addEventListener("htmx:after:swap", () => focusErrors(document));
focusErrors(document);
