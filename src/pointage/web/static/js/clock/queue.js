/** Puts taps, notes and files in the queue, and says what must be answered before a tap counts. Not:
 * the sending (send.js). */

import { missing } from "./fields.js";
import { itemAdd, itemPut, itemRemove, itemsOf, newId } from "./store.js";

const REFUSED_KEPT_MS = 7 * 24 * 3_600_000;

/** @typedef {import("./store.js").Item} Item */
/** @typedef {import("./model.js").Entry} Entry */
/** @typedef {import("./model.js").Choice} Choice */

/** Keeps one thing on the device; rejects when the device keeps nothing.
 * @param {string} owner @param {Item["kind"]} kind @param {Record<string, any>} body @param {Blob} [file] */
export async function queueAdd(owner, kind, body, file) {
  const at = new Date().toISOString();
  /** @type {Item} */
  const item = { owner, kind, id: newId(), state: "waiting", at, queued: navigator.onLine === false, body };
  if (file) item.file = file;
  await itemAdd(item);
}

/** The queue as a page finds it when it opens: what is still there was not sent when it was tapped,
 * and refusals that are old enough were read.
 * @param {string} owner @returns {Promise<Item[]>} */
export async function queueOpen(owner) {
  const old = Date.now() - REFUSED_KEPT_MS;
  for (const item of await itemsOf(owner)) {
    if (item.state === "waiting" && !item.queued) await itemPut({ ...item, queued: true });
    if (item.state === "refused" && Date.parse(item.at) < old) await itemRemove(Number(item.seq));
  }
  return itemsOf(owner);
}

/** The word for what must be answered before this tap; null: nothing.
 * @param {string} action
 * @param {{ running: Entry | null, choice: Choice, next?: Choice, lists: any, settings: any, note: string }} now
 *   `choice` is of the running work, or of the next one off the clock; `next` is what a switch begins
 * @returns {{ word: string, values?: Record<string, string> } | null} */
export function unanswered(action, { running, choice, next, lists, settings, note }) {
  const onBreak = Boolean(running) && running?.activity !== "work";
  if (settings.requires_job && !(next ?? choice).job && !onBreak) return { word: "job_required" };
  if ((action !== "clock_out" && action !== "switch") || !running || onBreak) return null;
  const names = missing(choice, lists);
  if (names.length) return { word: "fields_required", values: { names: names.join(", ") } };
  return settings.requires_notes && !running.notes.length && !note ? { word: "note_required" } : null;
}
