/** Words, hours and lengths in the reader's language. The words come from the page. */

import { localDate } from "./model.js";

/** @type {Record<string, any>} */
let words = {};
let language = "en-CA";
let decimal = false;
let zone = "UTC";

/** @param {Record<string, any>} given @param {{ language: string, decimal: boolean, zone: string }} how */
export function speak(given, how) {
  words = given;
  language = how.language.startsWith("fr") ? "fr-CA" : "en-CA";
  decimal = how.decimal;
  zone = how.zone;
}

/** The sentence of that name with its gaps filled; with a `count`, the form that fits it.
 * @param {string} name @param {Record<string, string | number>} [values] @returns {string} */
export function say(name, values = {}) {
  let sentence = words[name] ?? name;
  if (typeof sentence === "object") {
    const form = new Intl.PluralRules(language).select(Number(values.count ?? 0));
    sentence = sentence[form] ?? sentence.other;
  }
  const said = sentence.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ key) => {
    const value = values[key];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(language) : value;
  });
  return said.replace(".m..", ".m."); // an hour at the end of a sentence has its full stop
}

/** 8:30 a.m., or 8 h 30. @param {string | Date} at */
export function hour(at) {
  const parts = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone: zone });
  return parts.format(typeof at === "string" ? new Date(at) : at);
}

/** An hour, with its date when that is not today. @param {string} at @param {string} today 2026-11-24 */
export function moment(at, today) {
  const when = new Date(at);
  if (localDate(when, zone) === today) return hour(when);
  return `${new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: zone }).format(when)}, ${hour(when)}`;
}

/** The running stretch, to the second: 1:23:45. @param {number} seconds */
export function ticking(seconds) {
  const minutes = Math.floor(seconds / 60);
  return [Math.floor(minutes / 60), minutes % 60, seconds % 60]
    .map((n, i) => (i ? String(n).padStart(2, "0") : String(n)))
    .join(":");
}

/** A total as the company shows hours: 8 h 30, 8:30 or 8.5. @param {number} seconds */
export function total(seconds) {
  if (decimal) return (seconds / 3600).toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const minutes = Math.floor(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")];
  return language === "fr-CA" ? `${hours}\u00a0h\u00a0${rest}` : `${hours}:${rest}`;
}

/** @param {number} bytes */
export const size = (bytes) => {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return value.toLocaleString(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 });
};

/** Text without case and accents, so that « erabliere » finds « Érablière ». @param {string} text */
export const folded = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
