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

/** @param {Item} item @returns {Promise<number>} its place in the queue */
export const itemAdd = async (item) => Number(await run("items", "readwrite", (table) => table.add(item)));

/** Everything of one owner, in order.
 * @param {string} owner @returns {Promise<Item[]>} */
export const itemsOf = (owner) => run("items", "readonly", (table) => table.index("owner").getAll(owner));

/** @param {Item} item */
export const itemPut = (item) => run("items", "readwrite", (table) => table.put(item));

/** @param {number} seq */
export const itemRemove = (seq) => run("items", "readwrite", (table) => table.delete(seq));

/** @param {Place} place */
export const placePut = (place) => run("places", "readwrite", (table) => table.put(place));

/** @param {string} owner @returns {Promise<Place | undefined>} */
export const placeOf = (owner) => run("places", "readonly", (table) => table.get(owner));

/** @returns {Promise<Place[]>} the one seen last comes first */
export async function places() {
  const all = /** @type {Place[]} */ (await run("places", "readonly", (table) => table.getAll()));
  return all.sort((a, b) => b.seen.localeCompare(a.seen));
}

/** How many things of an owner wait to be sent.
 * @param {string} owner */
export async function waitingCount(owner) {
  return (await itemsOf(owner)).filter((item) => item.state === "waiting").length;
}
