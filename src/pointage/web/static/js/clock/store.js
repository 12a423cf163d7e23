/** What the time clock keeps on the device: the queue of what was not sent yet, one for each person
 * and company, and who was here last. Not: pages and lists, which the service worker caches. */

const NAME = "pointage-clock";
const VERSION = 1;

/**
 * One thing to send, in the order of `seq`. `about` names an entry: by its id, or by the client id
 * of the punch that opened it.
 * @typedef {object} Item
 * @property {number} [seq] given by the database
 * @property {string} owner person and company, see `ownerOf`
 * @property {"punch" | "note" | "file"} kind
 * @property {string} id chosen here once for each tap; the server knows a repeat by it
 * @property {"waiting" | "refused" | "stuck"} state
 * @property {string} at the device's clock, ISO with offset
 * @property {boolean} queued whether the first try to send failed
 * @property {Record<string, any>} body what is sent
 * @property {Blob} [file]
 * @property {string} [reason] why the server refused it, in the reader's words
 */

/**
 * Where a person's things go, for the service worker and for pages other than the clock.
 * @typedef {object} Place
 * @property {string} owner
 * @property {string} person public id of the user
 * @property {string} clock address of the clock page; the others stand below it
 * @property {string} csrf
 * @property {string} seen when the clock was last open, ISO
 */

/** @type {Promise<IDBDatabase> | undefined} */
let opened;
let everOpened = false;

/** What the browser would not keep: it lives as long as the page, and goes after all the rest.
 * @type {Item[]} */
let spare = [];
/** @type {Map<string, Place>} */
const sparePlaces = new Map();
/** Beyond every number the database gives. */
const SPARE_FROM = 2 ** 52;
let spareNext = SPARE_FROM;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const items = request.result.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
      items.createIndex("owner", "owner");
      request.result.createObjectStore("places", { keyPath: "owner" });
    };
    request.onsuccess = () => {
      const database = request.result;
      everOpened = true;
      // Another tab with a newer page must be able to change the shape.
      database.onversionchange = () => { database.close(); opened = undefined; };
      database.onclose = () => { opened = undefined; };
      resolve(database);
    };
    request.onerror = () => { opened = undefined; reject(request.error); };
  });
  return opened;
}

/** Runs one transaction and waits until it is on the disk.
 * @template T
 * @param {string} table
 * @param {IDBTransactionMode} mode
 * @param {(table: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>} */
async function run(table, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // "strict": a punch must survive a battery that dies right after the tap.
    const transaction = database.transaction(table, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const request = work(transaction.objectStore(table));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

/** @param {string} person @param {string} company */
export const ownerOf = (person, company) => `${person}:${company}`;

/** @returns {string} 36 characters nobody else will choose */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain http on a local network has no randomUUID.
  return [...crypto.getRandomValues(new Uint8Array(18))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

/** Whether the browser has a database for this site at all: some have none in a private window. */
async function hasDatabase() {
  try {
    await open();
    return true;
  } catch (error) {
    if (everOpened) throw error; // it comes back, and what it holds is not gone
    return false;
  }
}

/** Whether what is tapped now lasts only as long as the page. */
export const keepsNothing = async () => spare.some((item) => item.state === "waiting") || !(await hasDatabase());

/** Keeps an item on the disk; where there is no room for it, in the page. Rejects for a file that
 * the disk has no room for: it would take that of many punches.
 * @param {Item} item @returns {Promise<number>} its place in the queue */
export async function itemAdd(item) {
  // Once one had to be kept in the page, the next must not overtake it.
  if (!spare.length || item.file) {
    try {
      return Number(await run("items", "readwrite", (table) => table.add(item)));
    } catch (error) {
      if (item.file && (await hasDatabase())) throw error;
    }
  }
  const seq = spareNext++;
  spare.push({ ...item, seq });
  return seq;
}

/** Everything of one owner, in order.
 * @param {string} owner @returns {Promise<Item[]>} */
export async function itemsOf(owner) {
  /** @type {Item[]} */
  const kept = (await hasDatabase()) ? await run("items", "readonly", (table) => table.index("owner").getAll(owner)) : [];
  return [...kept, ...spare.filter((item) => item.owner === owner)];
}

/** @param {Item} item */
export async function itemPut(item) {
  if (Number(item.seq) < SPARE_FROM) await run("items", "readwrite", (table) => table.put(item));
  else spare = spare.map((each) => (each.seq === item.seq ? item : each));
}

/** @param {number} seq */
export async function itemRemove(seq) {
  if (seq < SPARE_FROM) await run("items", "readwrite", (table) => table.delete(seq));
  else spare = spare.filter((each) => each.seq !== seq);
}

/** @param {Place} place */
export async function placePut(place) {
  sparePlaces.set(place.owner, place);
  // Without room the page itself still knows where to send.
  await run("places", "readwrite", (table) => table.put(place)).catch(() => undefined);
}

/** @param {string} owner @returns {Promise<Place | undefined>} */
export async function placeOf(owner) {
  const kept = (await hasDatabase()) ? await run("places", "readonly", (table) => table.get(owner)) : undefined;
  return kept ?? sparePlaces.get(owner);
}

/** @returns {Promise<Place[]>} the one seen last comes first */
export async function places() {
  if (!(await hasDatabase())) return [];
  const all = /** @type {Place[]} */ (await run("places", "readonly", (table) => table.getAll()));
  return all.sort((a, b) => b.seen.localeCompare(a.seen));
}

/** How many things of an owner wait to be sent.
 * @param {string} owner */
export async function waitingCount(owner) {
  return (await itemsOf(owner)).filter((item) => item.state === "waiting").length;
}
