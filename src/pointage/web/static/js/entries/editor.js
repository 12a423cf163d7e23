/** The editor in a dialog, and what helps while typing: the end follows the start over midnight, the
 * length is told, fields wait for the choice that asks them. The editor's page works without. */

import { hoursText } from "./hours.js";

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("entry-dialog"));

/** Opens the editor of an address in the dialog.
 * @param {string} url */
export async function openEditor(url) {
  if (!dialog || !window.htmx) {
    location.href = url;
    return;
  }
  const body = /** @type {HTMLElement} */ (document.getElementById("entry-dialog-body"));
  body.textContent = "";
  const absolute = new URL(url, location.href);
  if (!absolute.searchParams.has("next")) {
    absolute.searchParams.set("next", location.pathname + location.search);
  }
  await window.htmx.ajax("GET", absolute.pathname + absolute.search, { target: body, swap: "innerHTML" });
  if (!body.querySelector("form")) return;
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-entry-editor]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!link.pathname.match(/\/time\/(new|[^/]+)\/$/)) return;
  event.preventDefault();
  openEditor(link.href);
});

dialog?.addEventListener("close", () => {
  document.getElementById("entry-dialog-body")?.replaceChildren();
});

/** @param {HTMLFormElement} form @param {string} name */
const input = (form, name) => /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));

/** The end stands on the next day when it is earlier than the start.
 * @param {HTMLFormElement} form @param {string} changed */
function follow(form, changed) {
  const [on, endOn] = [input(form, "starts_on"), input(form, "ends_on")];
  const [start, end] = [input(form, "starts_at"), input(form, "ends_at")];
  if (!on?.value || !endOn || !start || !end) return;
  if (changed === "ends_on") return;
  if (changed === "starts_on" || !endOn.value || start.value < end.value) {
    if (changed !== "starts_on" && endOn.value && endOn.value > nextDay(on.value)) return;
    endOn.value = on.value;
  }
  if (start.value && end.value && end.value < start.value && endOn.value === on.value) {
    endOn.value = nextDay(on.value);
  }
}

/** @param {string} day */
function nextDay(day) {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** @param {HTMLFormElement} form */
function tellLength(form) {
  const place = form.querySelector("[data-entry-length]");
  if (!place) return;
  const at = (day, hour) => Date.parse(`${input(form, day)?.value}T${input(form, hour)?.value}Z`);
  const seconds = (at("ends_on", "ends_at") - at("starts_on", "starts_at")) / 1000;
  const running = input(form, "is_running")?.checked;
  place.textContent = seconds > 0 && !running ? `· ${hoursText(seconds, "hours_minutes")}` : "";
}

/** Fields that wait are shown once a chosen item asks them.
 * @param {ParentNode} root */
function showAsked(root) {
  for (const place of root.querySelectorAll("[data-custom-fields]")) {
    const asked = new Set();
    for (const select of place.querySelectorAll("select[data-triggers]")) {
      for (const part of (select.dataset.triggers ?? "").split(";")) {
        const [item, fields] = part.split(":");
        if (item === select.value) for (const field of fields.split(",")) asked.add(field);
      }
    }
    for (const control of place.querySelectorAll("[data-waits]")) {
      const field = control.closest("[data-custom-field]");
      if (field instanceof HTMLElement) field.hidden = !asked.has(control.dataset.field);
    }
  }
}

document.addEventListener("change", (event) => {
  const control = event.target;
  if (!(control instanceof HTMLElement)) return;
  showAsked(document);
  const form = control.closest("form[data-entry-form]");
  if (!(form instanceof HTMLFormElement)) return;
  const name = control.getAttribute("name") ?? "";
  if (name === "member") {
    switchPerson(form, control.value);
    return;
  }
  follow(form, name);
  tellLength(form);
});

/** Another person has other jobs and another zone: the form is asked for again, times kept.
 * @param {HTMLFormElement} form @param {string} member */
function switchPerson(form, member) {
  const url = new URL(form.action);
  url.searchParams.set("who", member);
  const kept = { on: "starts_on", start: "starts_at", end: "ends_at", end_on: "ends_on" };
  for (const [key, name] of Object.entries(kept)) {
    const value = input(form, name)?.value;
    if (value) url.searchParams.set(key, value);
  }
  if (form.closest("dialog")) openAgain(url);
  else location.href = url.pathname + url.search;
}

/** @param {URL} url */
function openAgain(url) {
  window.htmx.ajax("GET", url.pathname + url.search, { target: "#entry-dialog-body", swap: "innerHTML" });
}

function start() {
  for (const form of document.querySelectorAll("form[data-entry-form]")) {
    tellLength(/** @type {HTMLFormElement} */ (form));
    const title = document.getElementById("entry-dialog-title");
    if (title && form instanceof HTMLFormElement && form.dataset.title) title.textContent = form.dataset.title;
  }
  showAsked(document);
}

document.addEventListener("htmx:after:swap", start);
start();
