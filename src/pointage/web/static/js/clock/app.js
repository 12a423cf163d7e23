/** The time clock's page: listens to taps, keeps each in the queue before anything else, draws, and
 * lets sync.js send. Without this file the form posts and the page works as plain HTML. */

import { announce, find, show, write } from "./dom.js";
import { drawFields, fitted, missing } from "./fields.js";
import { breakEnd, localDate, NOTHING, onDay, project } from "./model.js";
import { freshState, keepState, listsOf, newestState, prepareOffline } from "./offline.js";
import { offer, pickJob } from "./picker.js";
import { itemAdd, itemPut, itemRemove, itemsOf, newId, ownerOf, placePut } from "./store.js";
import { makeSync } from "./sync.js";
import { banner, draw, tick } from "./view.js";
import { hour, say, size, speak } from "./words.js";

/** A second tap within this time is a trembling finger, not a second wish. */
const REST_MS = 1500;
const REFUSED_KEPT_MS = 7 * 24 * 3_600_000;
/** Another device may have punched since. */
const STALE_MS = 60_000;

/** @typedef {import("./model.js").Choice} Choice */

const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("clock-data")).textContent ?? "{}");
const { settings } = data;
const owner = ownerOf(data.state.person.id, data.company);
/** @type {import("./model.js").State} */
let state = data.state;
/** @type {any} */
let lists = { loaded: false, jobs: [], service_item: [], cost_class: [], location: [], fields: [], billable: false, byId: new Map() };
/** @type {import("./store.js").Item[]} */
let items = [];
let view = state;
/** @type {import("./sync.js").Outcome | "sending"} */
let outcome = "sending";
let quietUntil = 0;
let fresh = false;
/** @type {{ on: string, choice: Choice } | null} what was changed by hand, for which stretch */
let draft = null;

const runningKey = () => (view.running ? view.running.started_at : "");

/** What the next punch is for: the running job with its answers, or the one chosen for later. */
function choice() {
  if (draft?.on === runningKey()) return draft.choice;
  const base = view.running ? view.running.choice : remembered();
  return fitted(base, lists);
}

/** The last job, while it is still offered. @returns {Choice} */
function remembered() {
  const { last } = view;
  return last?.job && lists.jobs.length && !lists.byId.has(last.job) ? NOTHING : (last ?? NOTHING);
}

/** @param {Choice} changed */
function keep(changed) {
  draft = { on: runningKey(), choice: changed };
  redraw();
}

function redraw() {
  view = project(onDay(state, localDate(new Date(), state.time_zone)), items, state.breaks);
  const resting = performance.now() < quietUntil;
  draw(view, choice(), items);
  drawFields(choice, lists, view.running?.activity !== "paid_break" && view.running?.activity !== "unpaid_break", keep);
  find("card")?.toggleAttribute("data-resting", resting);
  banner(outcome, items.filter((item) => item.state === "waiting").length);
  tick(view, new Date());
}

async function reload() {
  items = await itemsOf(owner);
  redraw();
}

/** @param {string} text @param {string} [focus] id of what must be answered */
function complain(text, focus) {
  write("error", text);
  show("error", Boolean(text));
  if (focus) document.getElementById(focus)?.focus();
}

/** What must be answered before this punch; empty: nothing. @param {string} action */
function unanswered(action) {
  const now = choice();
  if (settings.requires_job && !now.job && action !== "end_break" && view.running?.activity !== "unpaid_break") return say("job_required");
  if (action !== "clock_out" || view.running?.activity !== "work") return "";
  const names = missing(now, lists);
  if (names.length) return say("fields_required", { names: names.join(", ") });
  const note = /** @type {HTMLTextAreaElement | null} */ (find("note"));
  return settings.requires_notes && !view.running.notes.length && !note?.value.trim() ? say("note_required") : "";
}

/** One tap: kept on the device first, then shown, then sent.
 * @param {string} action @param {{ choice?: Choice, rule?: string }} [more] */
async function punch(action, more = {}) {
  if (performance.now() < quietUntil) return;
  const until = action === "end_break" || action === "clock_out" || action === "switch" ? breakEnd(view.running, view.breaks, new Date()) : null;
  if (until) return complain(say("break_until", { time: hour(until) }));
  const lacking = unanswered(action);
  if (lacking) {
    complain(lacking, settings.requires_notes && lacking === say("note_required") ? "clock-note" : undefined);
    if (lacking === say("job_required")) chooseJob();
    return;
  }
  complain("");
  quietUntil = performance.now() + REST_MS;
  find("card")?.toggleAttribute("data-resting", true);
  setTimeout(redraw, REST_MS + 50);
  const said = more.choice ?? choice();
  const carries = action !== "end_break" && view.running?.activity !== "paid_break" && view.running?.activity !== "unpaid_break";
  const { label, path, ...ids } = said;
  const body = { action, time_zone: state.time_zone, break_rule: more.rule ?? "", ...(carries || action === "switch" ? ids : {}), shown: said };
  if (action !== "start_break" && action !== "end_break") await flushNote();
  await put("punch", body);
  draft = null;
  navigator.vibrate?.(30);
  announce(say(`did_${action}`));
  await reload();
  sync.now();
}

/** @param {"punch" | "note" | "file"} kind @param {Record<string, any>} body @param {Blob} [file] */
async function put(kind, body, file) {
  const at = new Date().toISOString();
  const item = /** @type {import("./store.js").Item} */ ({ owner, kind, id: newId(), state: "waiting", at, queued: navigator.onLine === false, body, ...(file ? { file } : {}) });
  try {
    await itemAdd(item);
  } catch {
    complain(say("cannot_keep"));
    throw new Error("the device keeps nothing");
  }
}

/** A note that was written but not added goes along with the punch that ends the work. */
async function flushNote() {
  const box = /** @type {HTMLTextAreaElement | null} */ (find("note"));
  const text = box?.value.trim();
  if (!box || !text || !view.running) return;
  await put("note", { entry: view.running.id, punch: view.running.punch ?? "", body: text });
  box.value = "";
}

function chooseJob() {
  const switching = Boolean(view.running);
  pickJob(
    { jobs: lists.jobs, recent: view.recent, current: choice().job, required: settings.requires_job, title: settings.picker_title },
    (job) => {
      const chosen = fitted({ ...NOTHING, ...(job ? { job: job.id, label: job.name, path: job.above } : {}) }, lists);
      complain("");
      if (switching) punch("switch", { choice: chosen });
      else keep(chosen);
    },
  );
}

const ACTIONS = { clock_in: "clock_in", clock_out: "clock_out", clock_out_break: "clock_out", end_break: "end_break" };

document.getElementById("clock-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing is posted, so nothing is busy
  const button = /** @type {HTMLElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
  const name = button?.dataset.clock ?? "";
  if (button?.dataset.clockBreak !== undefined) punch("start_break", { rule: button.dataset.clockBreak });
  else if (name === "switch") chooseJob();
  else punch(ACTIONS[/** @type {"clock_in"} */ (name)] ?? "clock_in");
}, true);

find("job")?.addEventListener("click", chooseJob);
find("retry")?.addEventListener("click", () => sync.soon());
find("note-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  await flushNote();
  complain("");
  await reload();
  sync.now();
}, true);
find("file")?.addEventListener("change", async (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  const file = box.files?.[0];
  box.value = "";
  if (!file || !view.running) return;
  if (!settings.file_types.includes(file.type)) return complain(say("file_kind"));
  if (file.size > settings.file_bytes) return complain(say("file_size", { limit: size(settings.file_bytes), size: size(file.size) }));
  complain("");
  await put("file", { entry: view.running.id, punch: view.running.punch ?? "", name: file.name }, file);
  await reload();
  sync.now();
});

/** Takes a newer state together with the queue as it is now: one without the other would show a
 * punch twice, or not at all. @param {any} newer */
async function take(newer) {
  await keepState(data.clock, newer);
  const left = await itemsOf(owner);
  [state, items, fresh] = [newer, left, true];
}

const sync = makeSync(owner, take, async (ended) => {
  outcome = ended;
  const sentElsewhere = !fresh && (await itemsOf(owner)).length < items.length;
  if (ended === "sent" && (sentElsewhere || Date.now() - Date.parse(state.at) > STALE_MS)) {
    const { newer, problem } = await freshState(data.clock, state.person.id);
    if (newer) await take(newer);
    else outcome = problem ?? outcome;
  }
  fresh = false;
  if (!lists.loaded) await loadLists();
  await reload();
});

async function loadLists() {
  lists = { ...lists, ...(await listsOf(data.clock)) };
  offer(lists.jobs, view.recent);
}

async function start() {
  speak(data.words, { language: data.language, decimal: settings.decimal, zone: state.time_zone });
  state = await newestState(data.clock, state);
  await placePut({ owner, person: state.person.id, clock: data.clock, csrf: state.csrf, seen: new Date().toISOString() });
  items = await itemsOf(owner);
  // What is still here was not sent when it was tapped.
  await Promise.all(items.filter((item) => item.state === "waiting" && !item.queued).map((item) => itemPut({ ...item, queued: true })));
  items = await itemsOf(owner);
  const old = Date.now() - REFUSED_KEPT_MS;
  await Promise.all(items.filter((item) => item.state === "refused" && Date.parse(item.at) < old).map((item) => itemRemove(Number(item.seq))));
  redraw();
  setInterval(() => tick(view, new Date()), 1000);
  prepareOffline(data.clock);
  await Promise.all([sync.now(), loadLists().then(redraw)]);
}

start();
