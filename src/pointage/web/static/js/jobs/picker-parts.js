/** The elements a job picker is made of. It knows no job and asks nothing. */

/** The search field takes the select's place: its id (so the label still points at it) and what
 * describes it. @param {HTMLSelectElement} select @param {string} id @param {string} label */
export function partsOf(select, id, label) {
  const input = document.createElement("input");
  input.type = "text";
  input.className = "form-control";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.id = select.id;
  select.removeAttribute("id");
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    const value = select.getAttribute(name);
    if (value) input.setAttribute(name, value);
  }
  input.disabled = select.disabled;
  input.placeholder = label;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  const list = document.createElement("ul");
  list.id = id;
  list.className = "job-picker-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  const chips = document.createElement("ul");
  chips.className = "job-picker-chips";
  select.hidden = true;
  return { input, list, chips };
}

/** @param {string} text @param {string} id @param {number} at */
export function rowOf(text, id, at) {
  const row = document.createElement("li");
  row.id = id;
  row.dataset.at = String(at);
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.textContent = text;
  return row;
}

/** The line that says nothing was found. @param {string} text */
export function noneOf(text) {
  const none = document.createElement("li");
  none.className = "job-picker-none";
  none.setAttribute("role", "option");
  none.setAttribute("aria-disabled", "true");
  none.setAttribute("aria-selected", "false");
  none.textContent = text;
  return none;
}
