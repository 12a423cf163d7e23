/** The time clock's page: listens to taps, keeps each in the queue before anything else, draws, and
 * lets sync.js send. Without this file the form posts and the page works as plain HTML. */

import { wireBeside } from "./beside.js";
import { announce, find, show, write } from "./dom.js";
import { drawFields, fitted } from "./fields.js";
import { breakEnd, localDate, NOTHING, onDay, project } from "./model.js";
import { freshState, keepState, listsOf, newestState, prepareOffline } from "./offline.js";
import { offer, pickJob } from "./picker.js";
import { queueAdd, queueOpen, unanswered } from "./queue.js";
import { itemsOf, keepsNothing, ownerOf, placePut } from "./store.js";
import { makeSync } from "./sync.js";
import { banner, draw, tick } from "./view.js";
import { hour, say, speak } from "./words.js";

/** A second tap within this time is a trembling finger, not a second wish. */
const REST_MS = 1500;
/** Another device may have punched since. */
const STALE_MS = 60_000;

/** A refused tap is told on top for so long; it stands in the list for longer. */
const LATELY_MS = 16 * 3_600_000;

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
/** Whether what is tapped now is gone when the page is closed. */
let fleeting = false;
/** Other tabs of the same person: each shows what the others did. */
const tabs = "BroadcastChannel" in self ? new BroadcastChannel(`pointage-clock:${owner}`) : null;
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
  banner(outcome, items.filter((item) => item.state === "waiting").length, { fleeting, name: state.person.name, refused: items.filter(refusedOfLate).length });
  tick(view, new Date());
}

/** @param {import("./store.js").Item} item */
const refusedOfLate = (item) => item.state === "refused" && item.kind === "punch" && Date.now() - Date.parse(item.at) < LATELY_MS;

async function reload() {
  items = await itemsOf(owner);
  fleeting = await keepsNothing();
  redraw();
}

/** @param {string} text @param {string} [focus] id of what must be answered */
function complain(text, focus) {
  write("error", text);
  show("error", Boolean(text));
  if (focus) document.getElementById(focus)?.focus();
}

/** One tap: kept on the device first, then shown, then sent.
 * @param {string} action @param {{ choice?: Choice, rule?: string }} [more] */
async function punch(action, more = {}) {
  if (performance.now() < quietUntil) return;
  const until = action === "end_break" || action === "clock_out" || action === "switch" ? breakEnd(view.running, view.breaks, new Date()) : null;
  if (until) return complain(say("break_until", { time: hour(until) }));
  const note = /** @type {HTMLTextAreaElement | null} */ (find("note"))?.value.trim() ?? "";
  const lacking = unanswered(action, { running: view.running, choice: choice(), next: more.choice, lists, settings, note });
  if (lacking) {
    complain(say(lacking.word, lacking.values), lacking.word === "note_required" ? "clock-note" : undefined);
    if (lacking.word === "job_required") chooseJob();
    return;
  }
  complain("");
  quietUntil = performance.now() + REST_MS;
  find("card")?.toggleAttribute("data-resting", true);
  setTimeout(redraw, REST_MS + 50);
  const said = more.choice ?? choice();
  const carries = action !== "end_break" && view.running?.activity !== "paid_break" && view.running?.activity !== "unpaid_break";
  const { label, path, ...ids } = said;
  const body = { action, time_zone: state.time_zone, break_rule: more.rule ?? "", ...(carries || action === "switch" ? ids : {}), ...(action === "switch" && carries ? { ending: endingOf(choice()) } : {}), shown: said };
  if (action !== "start_break" && action !== "end_break") await flushNote();
  await put("punch", body);
  draft = null;
  navigator.vibrate?.(30);
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  await reload();
  refocus(held);
  announce(say(`did_${action}`));
  sync.now();
}

/** The button that was tapped may be gone: whoever uses the keyboard goes on from the main one.
 * @param {HTMLElement | null} held */
function refocus(held) {
  if (held && held !== document.body && held.checkVisibility()) return;
  /** @type {HTMLElement | null} */ (document.querySelector(".clock-main:not([hidden])"))?.focus();
}

/** What was answered about the running work; its job stays. @param {Choice} choice */
function endingOf({ service_item, cost_class, location, billable, custom_values }) {
  return { service_item, cost_class, location, billable, custom_values };
}

/** @param {"punch" | "note" | "file"} kind @param {Record<string, any>} body @param {Blob} [file] */
async function put(kind, body, file) {
  try {
    await queueAdd(owner, kind, body, file);
    tabs?.postMessage("kept");
  } catch (error) {
    complain(say("cannot_keep"));
    throw error;
  }
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
const flushNote = wireBeside({
  about: () => view.running && { entry: view.running.id, punch: view.running.punch ?? "" },
  put,
  done: async () => { await reload(); sync.now(); },
  complain,
  settings,
});

/** Takes a newer state together with the queue as it is now: one without the other would show a
 * punch twice, or not at all. @param {any} newer */
async function take(newer) {
  await keepState(data.clock, newer);
  const left = await itemsOf(owner);
  [state, items, fresh] = [newer, left, true];
  tabs?.postMessage("sent");
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

tabs?.addEventListener("message", async () => {
  state = await newestState(data.clock, state);
  await reload();
});

// Nothing else would keep these taps.
addEventListener("beforeunload", (event) => { if (fleeting && items.some((item) => item.state === "waiting")) event.preventDefault(); });

async function loadLists() {
  lists = { ...lists, ...(await listsOf(data.clock)) };
  offer(lists.jobs, view.recent);
}

async function start() {
  speak(data.words, { language: data.language, decimal: settings.decimal, zone: state.time_zone });
  state = await newestState(data.clock, state);
  await placePut({ owner, person: state.person.id, clock: data.clock, csrf: state.csrf, seen: new Date().toISOString() });
  await queueOpen(owner);
  await reload();
  setInterval(() => tick(view, new Date()), 1000);
  prepareOffline(data.clock);
  await Promise.all([sync.now(), loadLists().then(redraw)]);
}

start();
