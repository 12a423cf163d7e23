/** The day's timeline: blocks are laid on the hours, dragged and resized; a change opens the editor
 * with the new times, which saves. Without this file the blocks are a list of links. */

import { openEditor } from "./editor.js";

const DAY = 24 * 60;
const QUARTER = 15;
const EDGE_PX = 8;
const root = document.querySelector("[data-timeline]");

/** @param {number} minutes */
const clock = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** @param {number} value @param {boolean} fine */
const snap = (value, fine) => (fine ? Math.round(value) : Math.round(value / QUARTER) * QUARTER);

/** @param {number} value */
const inDay = (value) => Math.max(0, Math.min(DAY, value));

/** @param {HTMLElement} block */
function times(block) {
  return { starts: Number(block.dataset.starts), ends: Number(block.dataset.ends) };
}

/** @param {HTMLElement} block @param {{starts: number, ends: number}} at */
function lay(block, at) {
  block.style.top = `${(at.starts / DAY) * 100}%`;
  block.style.height = `${(Math.max(at.ends - at.starts, 10) / DAY) * 100}%`;
}

/** The next day in an ISO date, for an end at midnight.
 * @param {string} day @param {number} ends */
function endDay(day, ends) {
  if (ends < DAY) return day;
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** @param {string} url @param {{starts: number, ends: number}} at */
function edit(url, at) {
  const target = new URL(url, location.href);
  const on = /** @type {HTMLElement} */ (root).dataset.on ?? "";
  target.searchParams.set("start", clock(at.starts));
  target.searchParams.set("end", clock(at.ends));
  target.searchParams.set("end_on", endDay(on, at.ends));
  openEditor(target.pathname + target.search);
}

/** @param {HTMLElement} lane */
function startLane(lane) {
  const perPixel = () => DAY / lane.getBoundingClientRect().height;
  /** @param {PointerEvent} event */
  const minuteAt = (event) => (event.clientY - lane.getBoundingClientRect().top) * perPixel();

  /** @type {{block: HTMLElement, kind: string, from: number, at: {starts: number, ends: number},
   *   before: {starts: number, ends: number}, moved: boolean, url: string} | null} */
  let drag = null;

  lane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const block = event.target.closest(".block");
    const from = minuteAt(event);
    if (block instanceof HTMLElement) {
      if (!block.hasAttribute("data-moves")) return;
      const box = block.getBoundingClientRect();
      const edge = event.clientY - box.top < EDGE_PX ? "start" : box.bottom - event.clientY < EDGE_PX ? "end" : "all";
      const before = times(block);
      drag = { block, kind: edge, from, at: before, before, moved: false, url: block.getAttribute("href") ?? "" };
    } else if (lane.dataset.new && event.pointerType !== "touch") {
      const ghost = document.createElement("div");
      ghost.className = "block block-ghost tone-accent";
      const at = { starts: inDay(snap(from, event.shiftKey)), ends: inDay(snap(from, event.shiftKey)) };
      drag = { block: ghost, kind: "new", from, at, before: at, moved: false, url: lane.dataset.new };
    } else return;
    lane.setPointerCapture(event.pointerId);
  });

  lane.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const now = minuteAt(event);
    if (!drag.moved && Math.abs(now - drag.from) < 4 * perPixel()) return;
    if (!drag.moved && drag.kind === "new") lane.append(drag.block);
    drag.moved = true;
    drag.at = moved(drag, now, event.shiftKey);
    lay(drag.block, drag.at);
    drag.block.setAttribute("data-live", `${clock(drag.at.starts)} – ${clock(drag.at.ends)}`);
  });

  lane.addEventListener("pointerup", () => {
    if (!drag) return;
    const done = drag;
    drag = null;
    if (!done.moved) return;
    // the click that follows a drag is not a click
    lane.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    setTimeout(() => settle(done), 0);
  });
  lane.addEventListener("pointercancel", () => {
    if (drag) settle({ ...drag, moved: false });
    drag = null;
  });

  /** Opens the editor with the new times; the block goes back until they are saved. */
  function settle(done) {
    if (done.kind === "new") done.block.remove();
    else lay(done.block, done.before);
    done.block.removeAttribute("data-live");
    if (done.moved && done.at.ends > done.at.starts) edit(done.url, done.at);
  }

  lane.addEventListener("dragstart", (event) => event.preventDefault());
  lane.addEventListener("keydown", (event) => keyboard(event));
  for (const block of lane.querySelectorAll(".block")) {
    if (block instanceof HTMLElement) lay(block, times(block));
  }
}

/** @returns {{starts: number, ends: number}} */
function moved(drag, now, fine) {
  const { starts, ends } = drag.before;
  const by = snap(now - drag.from, fine);
  if (drag.kind === "start") return { starts: Math.min(inDay(snap(starts + (now - drag.from), fine)), ends - 1), ends };
  if (drag.kind === "end") return { starts, ends: Math.max(inDay(snap(ends + (now - drag.from), fine)), starts + 1) };
  if (drag.kind === "new") {
    const to = inDay(snap(now, fine));
    return { starts: Math.min(starts, to), ends: Math.max(starts, to) };
  }
  const shift = Math.max(-starts, Math.min(DAY - ends, by));
  return { starts: starts + shift, ends: ends + shift };
}

/** Arrows move a block, with Alt its end, with Shift by minutes; Enter opens the editor.
 * @param {KeyboardEvent} event */
function keyboard(event) {
  const block = event.target;
  if (!(block instanceof HTMLElement) || !block.matches(".block[data-moves]")) return;
  const at = {
    starts: Number(block.dataset.liveStarts ?? block.dataset.starts),
    ends: Number(block.dataset.liveEnds ?? block.dataset.ends),
  };
  const step = (event.shiftKey ? 1 : QUARTER) * (event.key === "ArrowUp" ? -1 : 1);
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    event.preventDefault();
    if (event.altKey) at.ends = Math.max(at.starts + 1, inDay(at.ends + step));
    else if (at.starts + step >= 0 && at.ends + step <= DAY) {
      at.starts += step;
      at.ends += step;
    }
    block.dataset.liveStarts = String(at.starts);
    block.dataset.liveEnds = String(at.ends);
    lay(block, at);
    const text = `${clock(at.starts)} – ${clock(at.ends)}`;
    block.setAttribute("data-live", text);
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = text;
  } else if (event.key === "Enter" && block.dataset.liveStarts) {
    event.preventDefault();
    forget(block);
    edit(block.getAttribute("href") ?? "", at);
  } else if (event.key === "Escape" && block.dataset.liveStarts) forget(block);
}

/** @param {HTMLElement} block */
function forget(block) {
  delete block.dataset.liveStarts;
  delete block.dataset.liveEnds;
  block.removeAttribute("data-live");
  lay(block, times(block));
}

if (root) {
  root.classList.add("is-laid");
  for (const lane of root.querySelectorAll(".lane-day")) startLane(/** @type {HTMLElement} */ (lane));
  const first = root.querySelector(".lane-day .block");
  const box = root.closest(".card") ? root : null;
  if (box) box.scrollTop = (Math.max(Number(first?.getAttribute("data-starts") ?? 480) - 60, 0) / DAY) * box.scrollHeight;
}
