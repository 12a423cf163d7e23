/** Sends a person's queue, in order, each thing once; used by the page and by the service worker.
 * Not: when to try again (see sync.js). */

import { freshState } from "./offline.js";
import { itemPut, itemRemove, itemsOf, placeOf, placePut } from "./store.js";

/** The server takes at most so many at a time. */
const BATCH = 50;
const TIMEOUT_MS = 20_000;

/** @typedef {import("./store.js").Item} Item */
/** @typedef {import("./store.js").Place} Place */

/**
 * How an attempt ended. `sent`: nothing waits any more.
 * @typedef {"sent" | "offline" | "busy" | "signed_out" | "other_person" | "forbidden"} Outcome
 */

/** Only one tab, or the service worker, sends at a time: order is kept and nothing goes twice.
 * @param {string} owner
 * @param {(state: object) => unknown} [gotState] told the newest state the server gave
 * @returns {Promise<Outcome>} */
export function sendQueue(owner, gotState) {
  const work = () => drain(owner, gotState);
  return navigator.locks ? navigator.locks.request(`pointage-send:${owner}`, work) : work();
}

/** @param {string} owner @param {((state: object) => unknown) | undefined} gotState @returns {Promise<Outcome>} */
async function drain(owner, gotState) {
  for (;;) {
    const all = (await itemsOf(owner)).filter((item) => item.state === "waiting");
    // A photo too big for a weak signal must not hold back the taps made after it.
    const [files, others] = [true, false].map((wanted) => all.filter((item) => (item.kind === "file") === wanted));
    const waiting = [...others, ...files];
    const place = await placeOf(owner);
    if (!waiting.length) return "sent";
    if (!place) return "busy";
    const last = waiting.findIndex((item) => item.kind !== waiting[0].kind);
    const run = waiting.slice(0, waiting[0].kind === "file" ? 1 : last < 0 ? BATCH : Math.min(last, BATCH));
    const outcome = await sendRun(place, run, gotState);
    if (outcome !== "sent") {
      await Promise.all(waiting.filter((item) => !item.queued).map((item) => itemPut({ ...item, queued: true })));
      return outcome;
    }
  }
}

/** @param {Place} place @param {Item[]} run @param {((state: object) => unknown) | undefined} gotState @returns {Promise<Outcome>} */
async function sendRun(place, run, gotState) {
  let answer = await post(place, run);
  if (answer?.status === 403 && !isJson(answer)) {
    // The token is of an older sign-in: ask for the newest, and who is signed in now.
    const outcome = await renew(place);
    if (outcome !== "sent") return outcome;
    answer = await post(place, run);
  }
  if (!answer || answer.status >= 500 || answer.status === 429) return answer ? "busy" : "offline";
  // A portal of somebody's Wi-Fi answers with a page of its own: that is no signal either.
  if (!isJson(answer)) return answer.status === 413 ? setAside(run[0], "") : "offline";
  const body = await answer.json().catch(() => null);
  if (body === null) return "offline";
  if (answer.status === 401) return "signed_out";
  if (answer.status === 409) return "other_person";
  if (answer.status === 403 || answer.status === 404) return "forbidden";
  if (answer.status === 400) return setAside(run[body.error?.item ?? 0], body.error?.text);
  const settled = await settle(run, body.results ?? []);
  if (body.state) await gotState?.(body.state);
  return settled ? "sent" : "busy";
}

/** @param {Item[]} run @param {{ client_id: string, outcome: string, text?: string }[]} results
 * @returns {Promise<boolean>} whether the server spoke of any of them */
async function settle(run, results) {
  const byId = new Map(results.map((result) => [result.client_id, result]));
  for (const item of run) {
    const result = byId.get(item.id);
    if (result?.outcome === "applied") await itemRemove(Number(item.seq));
    else if (result) await itemPut({ ...item, state: "refused", reason: result.text ?? "" });
  }
  return run.some((item) => byId.has(item.id));
}

/** What the server cannot read would block all that follows; it stays here, out of the way.
 * @param {Item} item @param {string | undefined} reason @returns {Promise<Outcome>} */
async function setAside(item, reason) {
  await itemPut({ ...item, state: "stuck", reason: reason ?? "" });
  return "sent";
}

/** @param {Place} place @param {Item[]} run @returns {Promise<Response | null>} null: no signal */
async function post(place, run) {
  const headers = /** @type {Record<string, string>} */ ({ Accept: "application/json", "X-CSRFToken": place.csrf });
  const [first] = run;
  /** @type {BodyInit} */
  let body;
  if (first.kind === "file") {
    body = new FormData();
    for (const [name, value] of Object.entries(first.body)) body.set(name, value);
    body.set("person", place.person);
    body.set("client_id", first.id);
    body.set("file", /** @type {Blob} */ (first.file), first.body.name);
  } else {
    headers["Content-Type"] = "application/json";
    const sent = run.map(({ body: { shown, ...said }, id, at, queued }) => ({ ...said, client_id: id, device_at: at, queued }));
    const many = first.kind === "punch" ? "punches" : "notes";
    body = JSON.stringify({ person: place.person, sent_at: new Date().toISOString(), state: true, [many]: sent });
  }
  const path = { punch: "punches/", note: "notes/", file: "files/" }[first.kind];
  try {
    const signal = AbortSignal.timeout(first.kind === "file" ? TIMEOUT_MS * 6 : TIMEOUT_MS);
    return await fetch(place.clock + path, { method: "POST", headers, body, signal, credentials: "same-origin", redirect: "error" });
  } catch {
    return null;
  }
}

/** @param {Place} place @returns {Promise<Outcome>} */
async function renew(place) {
  const { newer, problem } = await freshState(place.clock, place.person);
  if (!newer) return problem ?? "busy";
  place.csrf = newer.csrf;
  await placePut(place);
  return "sent";
}

/** @param {Response} answer */
const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").includes("json");
