/** What the page asks of the service worker: to be there, and to keep the clock and its lists. */

/** The service worker's own name for it (worker.js). */
const PAGES = "pointage-pages";

/** Registers the worker; where workers may import modules, the one that also sends by itself. Then
 * sees to it that a cold start without a signal finds everything.
 * @param {string} clock */
export async function prepareOffline(clock) {
  const workers = navigator.serviceWorker;
  if (!workers || !("caches" in self)) return;
  try {
    await workers.register("/service-worker.js?sending=1", { type: "module", scope: "/" });
  } catch {
    await workers.register("/service-worker.js", { scope: "/" }).catch(() => undefined);
  }
  navigator.storage?.persist?.().catch(() => undefined);
  await workers.ready;
  if (!workers.controller) await new Promise((resolve) => { workers.addEventListener("controllerchange", resolve, { once: true }); });
  for (const path of ["", "state/", "lists/"]) {
    const kept = await caches.match(clock + path, { cacheName: PAGES }).catch(() => undefined);
    if (!kept) await fetch(clock + path).catch(() => undefined);
  }
}

/** The newer of the page's own state and the one kept from the last answer.
 * @param {string} clock @param {any} own */
export async function newestState(clock, own) {
  const kept = await stored(`${clock}state/`);
  return kept?.state && kept.state.person.id === own.person.id && kept.state.at > own.at ? kept.state : own;
}

/** @param {string} clock @param {any} state */
export async function keepState(clock, state) {
  if (!("caches" in self)) return;
  try {
    const pages = await caches.open(PAGES);
    await pages.put(`${clock}state/`, new Response(JSON.stringify({ state }), { headers: { "Content-Type": "application/json" } }));
  } catch {
    // No room, or a private window: the page itself knows the state.
  }
}

/** The server's state now, or how asking for it failed.
 * @param {string} clock @param {string} person
 * @returns {Promise<{ newer?: any, problem?: "offline" | "busy" | "signed_out" | "other_person" | "forbidden" }>} */
export async function freshState(clock, person) {
  try {
    const answer = await fetch(`${clock}state/`, { headers: { Accept: "application/json", "X-Fresh": "1" }, cache: "no-store" });
    // A page of somebody else's, a Wi-Fi's or a proxy's, says nothing of this person.
    if (!answer.headers.get("Content-Type")?.includes("json")) return { problem: answer.status >= 500 ? "busy" : "offline" };
    if (answer.status === 401) return { problem: "signed_out" };
    if (answer.status === 403 || answer.status === 404) return { problem: "forbidden" };
    if (!answer.ok) return { problem: "busy" };
    const { state } = await answer.json();
    return state.person.id === person ? { newer: state } : { problem: "other_person" };
  } catch {
    return { problem: "offline" };
  }
}

/** Jobs, items, fields and breaks offered: from the server, else as they were.
 * @param {string} clock @returns {Promise<any>} */
export async function listsOf(clock) {
  /** @type {any} */
  let found;
  try {
    const answer = await fetch(`${clock}lists/`, { headers: { Accept: "application/json" } });
    found = answer.ok ? await answer.json() : undefined;
  } catch {
    // No signal, or a page that is not ours.
  }
  found ??= await stored(`${clock}lists/`);
  if (!found) return {};
  return { ...found, loaded: true, byId: new Map(found.jobs.map((/** @type {any} */ job) => [job.id, job])) };
}

/** @param {string} url @returns {Promise<any>} */
async function stored(url) {
  if (!("caches" in self)) return undefined;
  try {
    return await (await caches.match(url, { cacheName: PAGES }))?.json();
  } catch {
    return undefined;
  }
}
