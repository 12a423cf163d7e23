/** The questions beside the job: service item, class, location, billable and the company's own
 * fields, as the job asks. What is answered while the clock runs goes with the punch that ends it. */

import { find, make } from "./dom.js";
import { fieldsFor } from "./model.js";
import { say } from "./words.js";

/** @typedef {import("./model.js").Choice} Choice */

/** Shown questions, so that typing in one does not redraw it. */
let drawn = "";

/** A choice with the answers that the job no longer asks taken out, and lone items filled in.
 * @param {Choice} choice @param {any} lists @returns {Choice} */
export function fitted(choice, lists) {
  let values = { ...choice.custom_values };
  for (let round = 0; round < 5; round += 1) {
    const asked = fieldsFor(lists.fields, lists.byId, { ...choice, custom_values: values });
    const next = /** @type {Record<string, string | number>} */ ({});
    for (const field of asked) {
      const kept = field.kind !== "list" || field.items.some((/** @type {any} */ item) => item.id === values[field.id]);
      const value = kept ? values[field.id] : undefined;
      if (value !== undefined && value !== "") next[field.id] = value;
      else if (field.kind === "list" && field.items.length === 1) next[field.id] = field.items[0].id;
    }
    if (JSON.stringify(next) === JSON.stringify(values)) break;
    values = next;
  }
  return { ...choice, custom_values: values };
}

/** Names of the required questions without an answer.
 * @param {Choice} choice @param {any} lists @returns {string[]} */
export function missing(choice, lists) {
  return fieldsFor(lists.fields, lists.byId, choice)
    .filter((field) => field.required && !(field.kind === "list" && !field.items.length))
    .filter((field) => (choice.custom_values[field.id] ?? "") === "")
    .map((field) => field.name);
}

/** @param {() => Choice} get the choice as it is by then: answers come one after the other
 * @param {any} lists @param {boolean} shown @param {(choice: Choice) => void} changed */
export function drawFields(get, lists, shown, changed) {
  const place = find("fields");
  if (!place) return;
  const choice = get();
  const flat = ["service_item", "cost_class", "location"].filter((name) => lists[name].length);
  const own = fieldsFor(lists.fields, lists.byId, choice);
  place.hidden = !shown || !(flat.length || own.length || lists.billable);
  const key = JSON.stringify([choice.job, flat.map((name) => choice[/** @type {"location"} */ (name)]), choice.billable, own.map((f) => [f.id, f.items.length, f.kind === "list" ? choice.custom_values[f.id] : ""])]);
  if (key === drawn) return;
  drawn = key;
  const put = (/** @type {Partial<Choice>} */ part) => changed(fitted({ ...get(), ...part }, lists));
  const lines = flat.map((name) => select(name, say(name), lists[name], String(choice[/** @type {"location"} */ (name)]), false, (value) => put({ [name]: value })));
  for (const field of own) {
    const answer = choice.custom_values[field.id] ?? "";
    const answered = (/** @type {string | number} */ value) => put({ custom_values: { ...get().custom_values, [field.id]: value } });
    lines.push(field.kind === "list" ? select(field.id, field.name, field.items, String(answer), field.required, answered) : input(field, answer, answered));
  }
  if (lists.billable) lines.push(tick(choice.billable ?? lists.byId.get(choice.job)?.billable ?? false, (on) => put({ billable: on })));
  const focused = document.activeElement?.id;
  place.replaceChildren(...lines);
  if (focused && place.querySelector(`#${CSS.escape(focused)}`)) document.getElementById(focused)?.focus();
}

/** @param {string} name @param {string} label @param {{ id: string, name: string }[]} items
 * @param {string} value @param {boolean} required @param {(value: string) => void} changed */
function select(name, label, items, value, required, changed) {
  const id = `clock-field-${name}`;
  const box = /** @type {HTMLSelectElement} */ (make("select", { id, class: "form-select" }, [
    make("option", { value: "" }, [say("choose")]),
    ...items.map((item) => make("option", { value: item.id }, [item.name])),
  ]));
  box.value = value;
  box.required = required;
  box.addEventListener("change", () => changed(box.value));
  return make("div", { class: "clock-field" }, [make("label", { for: id }, [required ? say("required", { name: label }) : label]), box]);
}

/** @param {any} field @param {string | number} value @param {(value: string | number) => void} changed */
function input(field, value, changed) {
  const id = `clock-field-${field.id}`;
  const mode = { text: "text", whole: "numeric", decimal: "decimal" }[/** @type {"text"} */ (field.kind)];
  const box = /** @type {HTMLInputElement} */ (make("input", { id, class: "form-control", type: "text", inputmode: mode, maxlength: "500", autocomplete: "off", dir: "auto" }));
  box.value = String(value);
  box.required = field.required;
  if (field.pattern) box.pattern = field.pattern;
  box.addEventListener("input", () => {
    const typed = box.value.trim();
    const number = typed.replace(/[\s\u00a0]/g, "").replace(",", ".");
    const bad = typed !== "" && ((field.kind === "whole" && !/^-?\d{1,15}$/.test(number)) || (field.kind === "decimal" && !/^-?\d{1,15}(\.\d{1,6})?$/.test(number)));
    box.setCustomValidity(bad ? say("not_a_number") : "");
    box.toggleAttribute("aria-invalid", bad);
    if (bad) box.reportValidity();
    else changed(typed === "" ? "" : field.kind === "whole" ? Number(number) : field.kind === "decimal" ? number : typed);
  });
  return make("div", { class: "clock-field" }, [make("label", { for: id }, [field.required ? say("required", { name: field.name }) : field.name]), box]);
}

/** @param {boolean} on @param {(on: boolean) => void} changed */
function tick(on, changed) {
  const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", class: "form-check-input" }));
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return make("label", { class: "clock-tick" }, [box, say("billable")]);
}
