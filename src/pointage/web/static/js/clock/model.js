/** What the clock shows: the server's state with the unsent punches played on top of it. Pure: no
 * clock, no storage, no page. */

/** @typedef {import("./store.js").Item} Item */

/**
 * What time is for. Ids are public ids; `label` and `path` are the job's name and its parents'.
 * @typedef {{ job: string, label: string, path: string, service_item: string, cost_class: string,
 *   location: string, billable: boolean | null, custom_values: Record<string, string | number> }} Choice
 */

/**
 * One stretch of time. `punch`: client id of the unsent punch that opened it.
 * @typedef {{ id: string, punch?: string, activity: "work" | "paid_break" | "unpaid_break",
 *   started_at: string, ended_at: string | null, seconds: number, local_on: string, choice: Choice,
 *   kind?: "regular" | "manual", break_rule: string, break_name?: string, returns_to: Choice | null, asks: string, waits?: boolean,
 *   notes: { body: string, at: string, author: string, waits?: boolean }[],
 *   files: { name: string, detail: string, href: string, waits?: boolean }[] }} Entry
 */

/**
 * What the server knew at `at`. Totals are seconds of finished time that counts.
 * @typedef {{ at: string, today: string, csrf: string, time_zone: string,
 *   person: { id: string, name: string }, entries: Entry[], running: Entry | null, last: Choice,
 *   totals: { day: number, week: number, week_first_on: string, week_last_on: string },
 *   recent: string[], breaks: BreakRule[] }} State
 */

/** @typedef {{ id: string, name: string, minutes: number, is_paid: boolean, cannot_end_early: boolean }} BreakRule */

/** @type {Choice} */
export const NOTHING = {
  job: "", label: "", path: "", service_item: "", cost_class: "", location: "", billable: null, custom_values: {},
};

/** The local date of an instant, `2026-11-24`.
 * @param {Date} at @param {string} zone */
export function localDate(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/** @param {string} from @param {string} to @returns {number} whole seconds */
export const secondsBetween = (from, to) => Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));

/** Whether an activity counts as time worked. @param {string} activity */
export const counts = (activity) => activity !== "unpaid_break";

/**
 * The state after the unsent items. `totals` hold finished time only; the running stretch is added
 * as it grows, see `totalsAt`.
 * @param {State} state @param {Item[]} items @param {BreakRule[]} rules @returns {State}
 */
export function project(state, items, rules) {
  const view = { ...state, entries: state.entries.map((entry) => ({ ...entry })), totals: { ...state.totals } };
  view.running = view.entries.find((entry) => entry.ended_at === null) ?? (state.running && { ...state.running });
  for (const item of items) {
    if (item.state !== "waiting") continue;
    if (item.kind === "punch") punch(view, item, rules);
    else attach(view, item);
  }
  return view;
}

/** @param {State} view @param {Item} item @param {BreakRule[]} rules */
function punch(view, item, rules) {
  const { action } = item.body;
  const before = view.running;
  if (before) close(view, before, item.at);
  if (action === "clock_out") return;
  const back = action === "end_break" ? before?.returns_to : null;
  const rule = action === "start_break" ? rules.find((each) => each.id === item.body.break_rule) : undefined;
  /** @type {Choice} */
  const choice = action === "start_break" ? NOTHING : (back ?? { ...NOTHING, ...item.body.shown });
  view.running = {
    id: "", punch: item.id, activity: rule ? (rule.is_paid ? "paid_break" : "unpaid_break") : "work",
    started_at: item.at, ended_at: null, seconds: 0, local_on: localDate(new Date(item.at), view.time_zone),
    choice, break_rule: rule?.id ?? "", break_name: rule?.name ?? "", returns_to: rule ? (before?.choice ?? null) : null, asks: "", waits: true,
    notes: item.body.note ? [{ body: item.body.note, at: item.at, author: view.person.name, waits: true }] : [],
    files: [],
  };
  view.entries.push(view.running);
  if (view.running.activity === "work") view.last = choice;
}

/** @param {State} view @param {Entry} entry @param {string} at */
function close(view, entry, at) {
  entry.ended_at = at;
  entry.seconds = secondsBetween(entry.started_at, at);
  entry.waits = true;
  view.running = null;
  if (!counts(entry.activity)) return;
  const { totals } = view;
  if (entry.local_on === view.today) totals.day += entry.seconds;
  if (entry.local_on >= totals.week_first_on && entry.local_on <= totals.week_last_on) totals.week += entry.seconds;
}

/** @param {State} view @param {Item} item */
function attach(view, item) {
  const { entry: id, punch: opened } = item.body;
  const entry = view.entries.find((each) => (id && each.id === id) || (opened && each.punch === opened)) ?? view.running;
  if (!entry) return;
  if (item.kind === "note") {
    entry.notes = [...entry.notes, { body: item.body.body, at: item.at, author: view.person.name, waits: true }];
  } else {
    entry.files = [...entry.files, { name: item.body.name, detail: "", href: "", waits: true }];
  }
}

/** The same state on a later day: yesterday's list and totals are not today's.
 * @param {State} state @param {string} today @returns {State} */
export function onDay(state, today) {
  if (state.today === today) return state;
  const { totals } = state;
  const same = today >= totals.week_first_on && today <= totals.week_last_on;
  return {
    ...state,
    today,
    entries: state.entries.filter((entry) => entry.ended_at === null || entry.local_on === today),
    totals: { ...totals, day: 0, week: same ? totals.week : 0, ...(same ? {} : { week_first_on: today, week_last_on: today }) },
  };
}

/** Day and week totals with the running stretch, in seconds.
 * @param {State} view @param {Date} now */
export function totalsAt(view, now) {
  const { running, totals } = view;
  if (!running || !counts(running.activity)) return { day: totals.day, week: totals.week };
  const grown = secondsBetween(running.started_at, now.toISOString());
  const inWeek = running.local_on >= totals.week_first_on && running.local_on <= totals.week_last_on;
  return { day: totals.day + (running.local_on === view.today ? grown : 0), week: totals.week + (inWeek ? grown : 0) };
}

/** When a break that cannot end early may end; null: at once.
 * @param {Entry | null} running @param {BreakRule[]} rules @param {Date} now @returns {Date | null} */
export function breakEnd(running, rules, now) {
  const rule = rules.find((each) => each.id === running?.break_rule);
  if (!running || !rule?.cannot_end_early) return null;
  const end = new Date(Date.parse(running.started_at) + rule.minutes * 60_000);
  return end > now ? end : null;
}

/** Custom fields to ask for a choice, and the items to offer.
 * @param {any[]} fields @param {Map<string, { name: string, above: string }>} jobs @param {Choice} choice
 * @returns {any[]} */
export function fieldsFor(fields, jobs, choice) {
  const job = jobs.get(choice.job);
  const path = job ? (job.above ? `${job.above}:${job.name}` : job.name) : null;
  /** Whether the job is one of them or stands below one. @param {string[] | null} among full names */
  const fits = (among) => among === null || (path !== null && among.some((name) => path === name || path.startsWith(`${name}:`)));
  const own = fields
    .filter((field) => fits(field.jobs))
    .map((field) => ({ ...field, items: field.items.filter((/** @type {any} */ item) => fits(item.jobs)) }));
  const asked = new Set(own.filter((field) => !field.is_triggered).map((field) => field.id));
  // An item asks for fields whose items may ask for more.
  for (let before = -1; before !== asked.size;) {
    before = asked.size;
    for (const field of own.filter(({ id }) => asked.has(id))) {
      const items = field.items.filter((/** @type {any} */ item) => field.items.length === 1 || item.id === choice.custom_values[field.id]);
      for (const item of items) for (const id of item.asks) asked.add(id);
    }
  }
  return own.filter(({ id }) => asked.has(id));
}
