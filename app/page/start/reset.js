/**
 * @file Deletes all that Hearthside keeps in this browser, after a person was asked: the script of reset.html.
 *
 * What is stored may itself be why the page does not start, so this runs where nothing else of it does, and imports
 * nothing. Other sites of the same origin keep theirs: only what bears our name goes.
 */

const NAME = /^\.?hearthside/;
/** What the dialog returns where everything is to go. */
const RESET = "reset";

/**
 * What goes, one kind of storage after another, whichever the browser has.
 * @param {Pick<typeof globalThis, "caches" | "indexedDB" | "navigator" | "localStorage" | "sessionStorage">} browser
 * @returns {Promise<string[]>} what could not be deleted, each with why
 */
export async function deleteAll(browser) {
  const each = [deleteFolders, deleteCaches, deleteDatabases, unregister, clearPairs];
  const ends = await Promise.allSettled(each.map((one) => one(browser)));
  return ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
}

/** @param {any} browser */
async function deleteFolders({ navigator }) {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  if (!root) return;
  const names = [];
  for await (const name of root.keys()) if (NAME.test(name)) names.push(name);
  for (const name of names) await root.removeEntry(name, { recursive: true });
}

/** @param {any} browser */
async function deleteCaches({ caches }) {
  const names = (await caches?.keys?.().catch(() => [])) ?? [];
  for (const name of names) if (NAME.test(name)) await caches.delete(name);
}

/** @param {any} browser */
async function deleteDatabases({ indexedDB }) {
  const found = (await indexedDB?.databases?.().catch(() => null)) ?? [
    { name: "hearthside-shelf" },
  ];
  for (const { name } of found) if (NAME.test(name)) await deleteDatabase(indexedDB, name);
}

/** @param {any} indexedDB @param {string} name */
function deleteDatabase(indexedDB, name) {
  return new Promise((resolve, reject) => {
    if (!indexedDB) return resolve(undefined);
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(undefined);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error(`${name} is open in another tab`));
  });
}

/** @param {any} browser */
async function unregister({ navigator }) {
  const registration = await navigator.serviceWorker?.getRegistration?.();
  await registration?.unregister();
}

/** @param {any} browser */
async function clearPairs({ localStorage, sessionStorage }) {
  for (const pairs of [localStorage, sessionStorage]) {
    const keys = Array.from({ length: pairs?.length ?? 0 }, (_, at) => pairs.key(at));
    for (const key of keys) if (NAME.test(key)) pairs.removeItem(key);
  }
}

/** Asks, and does it. @param {Document} page */
function attend(page) {
  const byId = (/** @type {string} */ id) => /** @type {any} */ (page.getElementById(id));
  const say = (/** @type {string} */ text) => {
    byId("reset-told").textContent = text;
  };
  byId("reset-ask").addEventListener("click", () => byId("reset-dialog").showModal());
  byId("reset-dialog").addEventListener("close", async () => {
    if (byId("reset-dialog").returnValue !== RESET) return;
    byId("reset-ask").disabled = true;
    say("Deleting\u2026");
    const left = await deleteAll(globalThis);
    if (left.length === 0) location.replace("./");
    byId("reset-ask").disabled = false;
    say(
      `Not all of it could be deleted. Close other tabs of this site and try again. ${left.join(" ")}`,
    );
  });
}

if (globalThis.document?.getElementById("reset-ask")) attend(document);
