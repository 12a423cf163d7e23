/* The service worker: opens the time clock without a signal, and empties what it kept of a person
   when that person signs out. The queue of unsent punches lies elsewhere and stays (store.js).
   The server puts `self.POINTAGE = { version, assets }` before this file. */

"use strict";

const { version, assets } = self.POINTAGE;
const ASSETS = `pointage-assets-${version}`;
/** Pages and answers of the person who is signed in. */
const PAGES = "pointage-pages";
const CLOCK = /^\/c\/[^/]+\/clock\/$/;
const ANSWERS = /^\/c\/[^/]+\/clock\/(state|lists)\/$/;
const FILES = /^\/static\//;
/** Leaving and coming: whoever comes next must not see pages of whoever left. */
const DOORS = /^\/(account\/(login|logout|passkey|second-step)|invitations\/[^/]+\/(accept|join|switch))\//;
/** A signal too weak to answer within this time counts as none. */
const PATIENCE_MS = 4000;
/** Grows when somebody signs in or out: what was asked for before is not kept after. */
let era = 0;

self.addEventListener("install", (event) => {
  const fetched = assets.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(fetched)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim().then(tidy));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && DOORS.test(url.pathname)) event.respondWith(door(request));
  else if (request.method !== "GET") return;
  else if (FILES.test(url.pathname)) event.respondWith(asset(request));
  else if (CLOCK.test(url.pathname)) event.respondWith(fresh(event, request, url));
  else if (ANSWERS.test(url.pathname)) event.respondWith(fresh(event, request, url));
  else if (request.mode === "navigate" && ["/", "/clock/"].includes(url.pathname)) event.respondWith(start(request));
});

/** Removes the files of older versions, unless a kept page still needs them: a page names the
 * files of its own version. */
async function tidy() {
  const pages = await caches.open(PAGES);
  const clocks = (await pages.keys()).map(({ url }) => new URL(url)).filter((url) => CLOCK.test(url.pathname));
  const asked = era;
  const renewed = await Promise.all(clocks.map(async (url) => {
    const answer = await fetch(url, { cache: "no-store" }).catch(() => undefined);
    if (!answer || !isOurs(answer, url) || asked !== era) return false;
    await pages.put(url.href, answer);
    return true;
  }));
  if (!renewed.every(Boolean)) return;
  const old = (await caches.keys()).filter((name) => name.startsWith("pointage-assets-") && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Whether an answer is what was asked for: a redirect leads to the sign-in page, a Wi-Fi's portal
 * answers anything with its own page. @param {Response} answer @param {URL} url */
function isOurs(answer, url) {
  if (!answer.ok || answer.redirected) return false;
  return CLOCK.test(url.pathname) ? answer.headers.has("X-Clock-Of") : isJson(answer);
}

/** @param {Response} answer */
const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").includes("json");

/** A file of this version as it was fetched with it; another from the network, else as it was in an
 * older version, whose page may be the one that is kept. @param {Request} request */
async function asset(request) {
  const kept = await caches.match(request, { cacheName: ASSETS, ignoreSearch: true });
  if (kept) return kept;
  const older = () => caches.match(request, { ignoreSearch: true });
  try {
    const answer = await fetch(request);
    return answer.ok ? answer : ((await older()) ?? answer);
  } catch (error) {
    const found = await older();
    if (found) return found;
    throw error;
  }
}

/** From the network, else as it was last time.
 * @param {FetchEvent} event @param {Request} request @param {URL} url */
async function fresh(event, request, url) {
  const plain = url.origin + url.pathname;
  const asked = era;
  const arriving = fetch(request).then(async (answer) => {
    if (isOurs(answer, url) && url.search === "" && asked === era) {
      const copy = answer.clone();
      await (await caches.open(PAGES)).put(plain, copy);
    }
    return answer;
  });
  event.waitUntil(arriving.catch(() => undefined));
  if (request.headers.has("X-Fresh")) return arriving;
  const kept = await caches.match(plain, { cacheName: PAGES });
  if (!kept) return arriving;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, kept.clone()); });
  // A portal's page is shown where a page was asked for: it may want a name or a click first.
  const foreign = (/** @type {Response} */ answer) => answer.status >= 500 || (answer.ok && ANSWERS.test(url.pathname) && !isJson(answer));
  const steady = arriving.then((answer) => (foreign(answer) ? kept.clone() : answer), () => kept.clone());
  return Promise.race([steady, late]);
}

/** The app's icon opens `/clock/`: without a signal, the clock that was open last.
 * @param {Request} request */
async function start(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const pages = await (await caches.open(PAGES)).keys();
    const clock = pages.map((page) => new URL(page.url)).filter((url) => CLOCK.test(url.pathname)).at(-1);
    if (!clock) throw error;
    return Response.redirect(clock.href, 302);
  }
}

/** Signing in or out: once it is done, nothing of the person before is left but unsent punches.
 * @param {Request} request */
async function door(request) {
  const answer = await fetch(request);
  if (answer.type === "opaqueredirect" || answer.redirected) {
    era += 1;
    await caches.delete(PAGES);
  }
  return answer;
}

/** The browser says that the signal is back, whether or not a page is open. */
self.addEventListener("sync", (event) => {
  if (event.tag === "pointage-clock" && self.sendEverything) event.waitUntil(self.sendEverything());
});
