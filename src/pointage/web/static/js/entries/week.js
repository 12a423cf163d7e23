/** The time card: totals while typing, arrows and pasting like a spreadsheet, one day at a time on a
 * phone. Saving is the form's own. */

import { hoursText, secondsOf } from "./hours.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-week]"));

/** @param {HTMLFormElement} card */
function start(card) {
  const rows = [...card.querySelectorAll(".week-table tbody tr")];
  const format = card.dataset.format;

  /** Seconds of a cell: typed, and clocked beside it. Null when what is typed cannot be read.
   * @param {HTMLTableCellElement} cell */
  function cellSeconds(cell) {
    const input = cell.querySelector(".week-hours");
    const read = cell.querySelector("[data-hours]");
    const text = input instanceof HTMLInputElement ? input.value : (read?.getAttribute("data-hours") ?? "");
    const typed = secondsOf(text);
    if (input instanceof HTMLInputElement) {
      const wrong = typed === null || typed > 24 * 3600;
      input.setCustomValidity(wrong ? (card.dataset.unreadable ?? "?") : "");
      input.classList.toggle("is-invalid", wrong);
      if (wrong) input.setAttribute("aria-invalid", "true");
      else if (!cell.classList.contains("cell-wrong")) input.removeAttribute("aria-invalid");
    }
    return (typed ?? 0) + Number(cell.dataset.clocked ?? 0);
  }

  function total() {
    const days = Array(7).fill(0);
    for (const row of rows) {
      let sum = 0;
      for (const cell of row.querySelectorAll("td[data-d]")) {
        const seconds = cellSeconds(/** @type {HTMLTableCellElement} */ (cell));
        days[Number(cell.dataset.d)] += seconds;
        sum += seconds;
      }
      const place = row.querySelector("[data-row-total]");
      if (place) place.textContent = hoursText(sum, format);
    }
    for (const place of card.querySelectorAll("[data-day-total]")) {
      place.textContent = hoursText(days[Number(place.dataset.dayTotal)], format);
    }
    const week = card.querySelector("[data-week-total]");
    if (week) week.textContent = hoursText(days.reduce((sum, each) => sum + each, 0), format);
  }

  /** @param {number} row @param {number} day */
  function inputAt(row, day) {
    return rows[row]?.querySelector(`td[data-d="${day}"] .week-hours`) ?? null;
  }

  /** @param {Element} input */
  function placeOf(input) {
    const cell = input.closest("td");
    return { row: rows.indexOf(cell?.closest("tr")), day: Number(cell?.dataset.d) };
  }

  /** Walks over cells that cannot be typed into.
   * @param {HTMLInputElement} from @param {number} down @param {number} across */
  function move(from, down, across) {
    const at = placeOf(from);
    for (let step = 1; step <= Math.max(rows.length, 7); step++) {
      const next = inputAt(at.row + down * step, at.day + across * step);
      if (next instanceof HTMLInputElement && next.offsetParent) {
        next.focus();
        next.select();
        return true;
      }
    }
    return false;
  }

  card.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.matches(".week-hours")) return;
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const atStart = all || input.selectionEnd === 0;
    const atEnd = all || input.selectionStart === input.value.length;
    const moves = {
      ArrowUp: () => move(input, -1, 0),
      ArrowDown: () => move(input, 1, 0),
      Enter: () => move(input, event.shiftKey ? -1 : 1, 0) || true,
      ArrowLeft: () => atStart && move(input, 0, -1),
      ArrowRight: () => atEnd && move(input, 0, 1),
      Escape: () => {
        input.value = input.defaultValue;
        total();
        return true;
      },
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]?.()) event.preventDefault();
  });

  card.addEventListener("paste", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.matches(".week-hours")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
    if (lines.length < 2 && !text.includes("\t")) return;
    event.preventDefault();
    const at = placeOf(input);
    lines.forEach((line, down) =>
      line.split("\t").forEach((value, across) => {
        const target = inputAt(at.row + down, at.day + across);
        if (target instanceof HTMLInputElement) target.value = value.trim();
      }),
    );
    card.setAttribute("data-changed", "");
    total();
  });

  card.addEventListener("input", (event) => {
    const note = event.target instanceof Element ? event.target.closest(".week-note") : null;
    if (note) note.classList.toggle("has-note", Boolean(note.querySelector("textarea")?.value.trim()));
    total();
  });
  card.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(".week-hours")) event.target.select();
  });
  card.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest("[data-show-day]") : null;
    if (chip instanceof HTMLElement) showDay(chip.dataset.showDay ?? "0");
  });

  /** @param {string} day */
  function showDay(day) {
    card.dataset.activeDay = day;
    for (const chip of card.querySelectorAll("[data-show-day]")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.showDay === day));
    }
  }

  total();
}

if (form) start(form);
