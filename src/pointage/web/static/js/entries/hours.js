/** Lengths of time as people type them, read as the server reads them (`web/hours.py`). */

const HOUR = 3600;
const H = "(?:h|hr|hrs|hour|hours|heure|heures)";
const MIN = "(?:m|mn|min|mins|minute|minutes)";
const CLOCK = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/;
const HOURS_MINUTES = new RegExp(`^(\\d{1,4}) ?${H} ?(?:([0-5]?\\d) ?${MIN}?)?$`);
const MINUTES = new RegExp(`^(\\d{1,5}) ?${MIN}$`);
const DECIMAL = new RegExp(`^(\\d{0,4})(?:[.,](\\d{0,6}))? ?${H}?$`);

/** Whole seconds; 0 for nothing typed, null for what cannot be read.
 * @param {string} text
 * @returns {number | null} */
export function secondsOf(text) {
  const plain = text.normalize("NFKC").trim().split(/\s+/).join(" ").toLowerCase();
  if (!plain) return 0;
  if (plain.length > 24) return null;
  let found = CLOCK.exec(plain);
  if (found) return Number(found[1]) * HOUR + Number(found[2]) * 60 + Number(found[3] ?? 0);
  found = HOURS_MINUTES.exec(plain);
  if (found) return Number(found[1]) * HOUR + Number(found[2] ?? 0) * 60;
  found = MINUTES.exec(plain);
  if (found) return Number(found[1]) * 60;
  found = DECIMAL.exec(plain);
  if (!found || !(found[1] || found[2])) return null;
  const millionths = BigInt(found[1] || "0") * 1_000_000n + BigInt((found[2] ?? "").padEnd(6, "0"));
  return Number((millionths * 3600n + 500_000n) / 1_000_000n);
}

/** For reading, in the company's format and the page's language.
 * @param {number} seconds
 * @param {string | undefined} format "decimal" or "hours_minutes" */
export function hoursText(seconds, format) {
  const french = document.documentElement.lang.startsWith("fr");
  if (format === "decimal") {
    const hundredths = Math.floor((seconds * 100 + HOUR / 2) / HOUR);
    const text = `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
    return french ? text.replace(".", ",") : text;
  }
  const minutes = Math.floor(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")];
  return french ? `${hours}\u00a0h\u00a0${rest}` : `${hours}:${rest}`;
}
