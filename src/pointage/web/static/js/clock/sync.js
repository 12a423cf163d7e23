/** When to send the queue: at once, when the signal is back, when the page is looked at again, and
 * again after a growing pause. Tells the page how it went. */

import { sendQueue } from "./send.js";

const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * @typedef {import("./send.js").Outcome} Outcome
 * @typedef {{ outcome: Outcome | "sending", at: number }} Status
 */

/** @param {string} owner @param {(state: any) => unknown} gotState @param {(outcome: Outcome) => unknown} ended */
export function makeSync(owner, gotState, ended) {
  let pause = FIRST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let again = false;
  let running = false;

  /** Sends what waits. Calls while it runs make it look once more at the end. */
  async function now() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    running = true;
    /** @type {Outcome} */
    let outcome = "offline";
    try {
      do {
        again = false;
        outcome = await sendQueue(owner, gotState);
      } while (again && outcome === "sent");
    } catch {
      outcome = "busy"; // the device's storage failed for a moment
    }
    running = false;
    await ended(outcome);
    if (outcome === "sent") pause = FIRST_PAUSE_MS;
    if (outcome === "offline" || outcome === "busy") later();
  }

  function later() {
    // Spread out, so that a whole crew does not knock at the same instant when the mast is back.
    timer = setTimeout(now, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    askTheBrowser();
  }

  function soon() {
    pause = FIRST_PAUSE_MS;
    now();
  }

  addEventListener("online", soon);
  addEventListener("pageshow", (event) => { if (event.persisted) soon(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data === "sent") soon(); });
  return { now, soon };
}

/** Background Sync, where there is one, sends even when the page is closed. */
async function askTheBrowser() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await /** @type {any} */ (registration)?.sync?.register("pointage-clock");
  } catch {
    // Refused by the person or unknown to the browser: the page itself goes on trying.
  }
}
