/** Finding and making elements of the clock's page. */

/** The element marked `data-clock="name"`; null where the company does not use it.
 * @param {string} name @returns {HTMLElement | null} */
export const find = (name) => document.querySelector(`[data-clock="${name}"]`);

/** @param {string} name @param {string} text */
export function write(name, text) {
  const element = find(name);
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {string} name @param {boolean} shown */
export function show(name, shown) {
  const element = find(name);
  if (element) element.hidden = !shown;
}

/** @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} [inside]
 * @returns {HTMLElement} */
export function make(tag, attributes = {}, inside = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/** A copy of an icon the page brought along. @param {string} name @returns {Node} */
export function icon(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("clock-icons"));
  return template.content.querySelector(`[data-icon="${name}"]`)?.firstElementChild?.cloneNode(true) ?? new Text();
}

/** Says something to screen readers. @param {string} text */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}
