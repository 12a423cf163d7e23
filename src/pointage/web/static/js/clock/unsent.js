/** On the sign-in page: says how many punches wait on this device for somebody to sign in. */

import { places, waitingCount } from "./store.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));

async function tell() {
  // Without the database nothing waits, and asking for it would make one.
  const known = await indexedDB.databases?.();
  if (!place || (known && !known.some(({ name }) => name === "pointage-clock"))) return;
  const counts = await Promise.all((await places()).map(({ owner }) => waitingCount(owner)));
  const count = counts.reduce((sum, each) => sum + each, 0);
  place.textContent = (count === 1 ? place.dataset.one : place.dataset.many)?.replace("{count}", String(count)) ?? "";
  place.hidden = count === 0;
}

tell().catch(() => undefined);
