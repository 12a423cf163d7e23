/** The sheet in which a job is chosen: lately used first, the whole list by typing. */

import { find, make } from "./dom.js";
import { folded, say } from "./words.js";

/** So many lines are drawn at once; typing finds the others. */
const SHOWN = 60;
/** A list this short needs no part for the jobs used lately. */
const SHORT = 8;

/** @typedef {{ id: string, name: string, above: string, code: string, billable: boolean }} Job */

const sheet = /** @type {HTMLDialogElement | null} */ (document.getElementById("clock-picker"));
/** @type {((job: Job | null) => void) | undefined} */
let choose;
/** @type {{ job: Job, text: string }[]} */
let all = [];
/** @type {Job[]} */
let recent = [];
let now = "";
let mayBeNone = true;

/** Opens the sheet. `done` is told the job (null: none), once, unless the person closes it.
 * @param {{ jobs: Job[], recent: string[], current: string, required: boolean, title: string }} what
 * @param {(job: Job | null) => void} done */
export function pickJob(what, done) {
  if (!sheet) return;
  choose = done;
  offer(what.jobs, what.recent);
  now = what.current;
  mayBeNone = !what.required;
  const title = find("picker-title");
  if (title) title.textContent = what.title;
  const search = /** @type {HTMLInputElement} */ (find("search"));
  search.value = "";
  sheet.showModal();
  list("");
  // On a phone the keyboard would cover the list that most people only tap.
  if (matchMedia("(pointer: fine)").matches) search.focus();
}

/** The jobs to choose from; a sheet that is open already shows them too.
 * @param {Job[]} jobs @param {string[]} lately ids */
export function offer(jobs, lately) {
  all = jobs.map((job) => ({ job, text: folded(`${job.above} ${job.name} ${job.code}`) }));
  const byId = new Map(jobs.map((job) => [job.id, job]));
  recent = lately.flatMap((id) => byId.get(id) ?? []);
  if (sheet?.open) list(/** @type {HTMLInputElement} */ (find("search")).value);
}

/** @param {string} typed */
function list(typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const found = all.filter(({ text }) => words.every((word) => text.includes(word))).map(({ job }) => job);
  /** @type {Node[]} */
  const lines = [];
  if (!words.length && recent.length && all.length > SHORT) {
    lines.push(make("h3", {}, [say("recent")]), ...recent.map(line), make("h3", {}, [say("all")]));
  }
  lines.push(...found.slice(0, SHOWN).map(line));
  if (!words.length && mayBeNone) lines.push(line(null));
  if (!found.length) lines.push(make("p", {}, [say(all.length ? "none_found" : "none_offered")]));
  if (found.length > SHOWN) lines.push(make("p", {}, [say("more_found", { count: found.length - SHOWN })]));
  find("list")?.replaceChildren(...lines);
}

/** @param {Job | null} job */
function line(job) {
  const inside = job
    ? [...(job.above ? [make("small", {}, [job.above])] : []), make("strong", {}, [job.name]), ...(job.code ? [make("small", {}, [job.code])] : [])]
    : [make("strong", {}, [say("no_job")])];
  const button = make("button", { type: "button", class: "clock-choice" }, inside);
  if ((job?.id ?? "") === now) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => {
    sheet?.close();
    choose?.(job);
    choose = undefined;
  });
  return button;
}

find("search")?.addEventListener("input", (event) => list(/** @type {HTMLInputElement} */ (event.target).value));
find("search")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  /** @type {HTMLElement | null | undefined} */ (find("list")?.querySelector(".clock-choice"))?.click();
});
