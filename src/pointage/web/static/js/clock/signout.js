/** On every page of a signed-in person: signing out while punches wait asks first. They stay on the
 * device and are sent when the same person signs in again. */

import { places, waitingCount } from "./store.js";

const known = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="person"]'));

/** @returns {Promise<number>} */
async function unsent() {
  try {
    const own = (await places()).filter((place) => place.person === known?.content);
    const counts = await Promise.all(own.map((place) => waitingCount(place.owner)));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return 0;
  }
}

/** @param {number} count */
function question(count) {
  return (count === 1 ? known?.dataset.one : known?.dataset.many)?.replace("{count}", String(count)) ?? "";
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  const count = await unsent();
  const text = question(count);
  if (count && text && !confirm(text)) return;
  if ("caches" in self) await caches.delete("pointage-pages");
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/account/logout/") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leave(form);
}, true);
