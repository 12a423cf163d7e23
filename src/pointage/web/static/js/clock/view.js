/** Draws the clock from a projected state. Keeps no state of its own. */

import { announce, find, icon, make, show, write } from "./dom.js";
import { breakEnd, counts, secondsBetween, totalsAt } from "./model.js";
import { hour, moment, say, ticking, total } from "./words.js";

/** @typedef {import("./model.js").State} State */
/** @typedef {import("./model.js").Choice} Choice */
/** @typedef {import("./store.js").Item} Item */

/** Everything but the seconds.
 * @param {State} view @param {Choice} chosen what a tap on « Clock in » is for
 * @param {Item[]} items */
export function draw(view, chosen, items) {
  const { running } = view;
  const activity = running?.activity ?? "";
  const card = find("card");
  if (card) card.dataset.activity = activity;
  write("state", stateWords(view));
  for (const name of ["clock_out", "switch", "now"]) show(name, activity === "work");
  for (const name of ["clock_in", "job"]) show(name, !running);
  for (const name of ["end_break", "clock_out_break"]) show(name, Boolean(running) && activity !== "work");
  show("beside", activity === "work");
  for (const button of document.querySelectorAll("[data-clock-break]")) {
    const offered = view.breaks.some((rule) => rule.id === /** @type {HTMLElement} */ (button).dataset.clockBreak);
    /** @type {HTMLElement} */ (button).hidden = activity !== "work" || !offered;
  }
  write("job-path", chosen.path);
  write("job-name", chosen.label || say("no_job"));
  write("now-path", running?.choice.path ?? "");
  write("now-name", running?.choice.label || say("no_job"));
  const back = running?.returns_to?.label;
  write("end-break-label", back ? say("end_break_back", { job: back }) : say("end_break"));
  notes(running);
  entries(view, items);
}

/** The words above the running total. @param {State} view */
function stateWords({ running }) {
  if (!running) return say("off");
  return say(running.activity === "work" ? "working" : "on_break", { time: hour(running.started_at) });
}

/** What changes every second. @param {State} view @param {Date} now */
export function tick(view, now) {
  const { running } = view;
  write("timer", ticking(running ? secondsBetween(running.started_at, now.toISOString()) : 0));
  const totals = totalsAt(view, now);
  write("day", total(totals.day));
  write("week", total(totals.week));
  const until = breakEnd(running, view.breaks, now);
  show("hint", Boolean(until));
  if (until) write("hint", say("break_until", { time: hour(until) }));
  for (const name of ["end_break", "clock_out_break"]) find(name)?.toggleAttribute("data-early", Boolean(until));
  find("end_break")?.setAttribute("aria-disabled", String(Boolean(until)));
  const open = find("timer") && document.querySelector("[data-running-total]");
  if (open && running) open.textContent = total(secondsBetween(running.started_at, now.toISOString()));
}

/** @param {State["running"]} running */
function notes(running) {
  find("notes")?.replaceChildren(
    ...(running?.notes ?? []).map((note) => make("li", {}, [
      make("p", { dir: "auto" }, [note.body]),
      make("small", {}, [say(note.waits ? "note_waits" : "note_stamp", { time: hour(note.at), author: note.author })]),
    ])),
  );
  find("files")?.replaceChildren(
    ...(running?.files ?? []).map((file) => make("li", {}, [
      icon("paperclip"),
      file.href ? make("a", { href: file.href }, [file.name]) : make("span", {}, [file.name]),
      make("small", {}, [file.waits ? say("waits") : file.detail]),
    ])),
  );
}

/** Today's stretches with what became of them, and the refused taps.
 * @param {State} view @param {Item[]} items */
function entries(view, items) {
  const rows = view.entries.map((entry) => {
    const hours = entry.kind === "manual" ? say("typed") : entry.ended_at
      ? say("from_to", { start: hour(entry.started_at), end: hour(entry.ended_at) })
      : say("since", { start: hour(entry.started_at) });
    const what = entry.activity === "work" ? entry.choice.label || say("no_job") : entry.break_name || say(entry.activity);
    const inside = [what, ...(entry.activity === "work" && entry.choice.path ? [make("small", {}, [entry.choice.path])] : [])];
    const length = make("span", { class: "clock-entry-total num", ...(entry.ended_at ? {} : { "data-running-total": "" }) }, [entry.ended_at || find("timer") ? total(entry.seconds) : ""]);
    if (!counts(entry.activity)) length.classList.add("text-secondary");
    return make("li", { class: "clock-entry", "data-activity": entry.activity }, [
      make("span", { class: "clock-entry-hours num" }, [hours]),
      make("span", { class: "clock-entry-what" }, inside),
      length,
      entry.waits ? mark("warning", "clock", say("waits")) : mark("success", "check", say("synced")),
    ]);
  });
  const refused = items.filter((item) => item.state !== "waiting").map((item) => make("li", { class: "clock-entry" }, [
    make("span", { class: "clock-entry-hours num" }, [moment(item.at, view.today)]),
    make("span", { class: "clock-entry-what" }, [say(item.kind === "punch" ? `did_${item.body.action}` : item.kind)]),
    mark("danger", "alert-triangle", say(item.state === "stuck" || item.kind !== "punch" ? "stuck" : "refused", { reason: item.reason ?? "" })),
  ]));
  // On top: what the person believes done is not.
  find("entries")?.replaceChildren(...refused.reverse(), ...rows.reverse());
  show("none", rows.length + refused.length === 0);
}

/** @param {string} tone @param {string} name @param {string} text */
const mark = (tone, name, text) => make("p", { class: `clock-mark tone-${tone}` }, [icon(name), make("span", {}, [text])]);

/** What the person must know about the sending.
 * @param {string} outcome @param {number} waiting how many things are not sent yet
 * @param {{ fleeting: boolean, name: string, refused: number }} more `fleeting`: the device keeps nothing;
 *   `name`: whose clock; `refused`: taps of late that wait for the manager */
export function banner(outcome, waiting, { fleeting, name: person, refused }) {
  const element = find("banner");
  if (!element) return;
  const hasSignal = navigator.onLine !== false && outcome !== "offline";
  const name = { signed_out: "signed_out", other_person: "other_person", forbidden: "forbidden" }[outcome]
    ?? (hasSignal ? (waiting && outcome !== "sending" ? "busy" : "") : "offline");
  const sending = name && (waiting || name === "offline" || name === "signed_out") ? say(waiting ? `${name}_waiting` : name, { count: waiting, name: person }) : "";
  const needed = name === "signed_out" || name === "other_person" ? sending : "";
  const lines = [refused ? say("refused_some", { count: refused }) : "", fleeting ? say("keeps_nothing") : sending, fleeting ? needed : ""];
  const told = lines.filter(Boolean).join(" ");
  element.hidden = !told;
  element.className = `clock-banner callout js-show tone-${!fleeting && !refused && (name === "offline" || name === "busy") ? "warning" : "danger"}`;
  if (told && find("banner-text")?.textContent !== told) announce(told);
  write("banner-text", told);
  show("sign-in", name === "signed_out");
  show("sign-out", name === "other_person" && waiting > 0);
  show("retry", Boolean(waiting) && (name === "offline" || name === "busy"));
}
