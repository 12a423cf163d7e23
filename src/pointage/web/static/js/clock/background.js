/** What the service worker does when the signal comes back and no page is open. */

import { keepState } from "./offline.js";
import { sendQueue } from "./send.js";
import { places } from "./store.js";

/** Sends every queue; the server takes only those of whoever is signed in. Throws while anything
 * waits for a signal, so that the browser tries again. */
self.sendEverything = async () => {
  for (const place of await places()) {
    const outcome = await sendQueue(place.owner, (state) => keepState(place.clock, state));
    if (outcome === "offline" || outcome === "busy") throw new Error(outcome);
  }
  const pages = await self.clients.matchAll({ type: "window" });
  for (const page of pages) page.postMessage("sent");
};
