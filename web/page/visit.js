/**
 * Registers the service worker, and changes over to a new version of the site.
 *
 * Runs in the page. Knows nothing of what the page shows, or of the workers it starts.
 */

const RELOADED = "hearthside-reloaded";
const ANSWER_MS = 2000;
const CHANGE_MS = 500;
const BYPASSED = "hearthside-bypassed";
/** Two reloads by hand are farther apart; a service worker that is always bypassed comes back at once. */
const AGAIN_MS = 15_000;
/** So long without another file, and the page starts without waiting for the rest. */
const STALLED_MS = 9000;

/**
 * Settles when the page may start its workers: at once where the host sends the site's headers, else
 * when the service worker stands between the site and its workers, which it binds to the content policy.
 *
 * Reloads the page only while `mayReload()` says that nothing would be lost: once a session to become
 * isolated (WASM threads), and to change over to a new version of the site when this is its only page.
 * `onKeeping` hears how far the site is kept, and of a file that is `torn`: of another version.
 * @param {{mayReload: () => boolean, onKeeping?: (data: Record<string, any>) => void, script?: string | URL}} options
 * @returns {Promise<void>}
 */
export async function settleVisit({
  mayReload,
  onKeeping = () => {},
  script = new URL("../../sw.js", import.meta.url),
}) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  if (!workers.controller) hearKeeping(workers, onKeeping);
  try {
    const registration = await workers.register(script, { updateViaCache: "none" });
    if (registration.waiting && mayReload()) await change(registration.waiting, mayReload);
    if (!globalThis.crossOriginIsolated) await isolate(workers, registration, mayReload);
  } catch (error) {
    console.warn("The site could not be kept for use without a network.", String(error));
  }
}

/**
 * On a host that sends no headers: the page starts again under the service worker, which adds them.
 * @param {ServiceWorkerContainer} workers @param {ServiceWorkerRegistration} registration
 * @param {() => boolean} mayReload
 */
async function isolate(workers, registration, mayReload) {
  if (!workers.controller && registration.active?.state === "activated") {
    // A forced reload went past the service worker, which will not come by itself; a plain one brings it.
    if (mayReload() && !justBypassed()) await reload();
    return;
  }
  if (!workers.controller) await Promise.race([controlled(registration), stalled(workers)]);
  if (mayReload()) await reloadOnce();
}

/**
 * A new version waits: if this is the only page it takes over, and this page starts again in it.
 * Chromium may put that off until the page has gone on loading, so the wait is short and the reload
 * may come a moment later. No guard is needed: once it has taken over, nothing waits.
 * @param {ServiceWorker} waiting @param {() => boolean} mayReload
 */
async function change(waiting, mayReload) {
  const changed = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  const { port1, port2 } = new MessageChannel();
  const alone = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data.alone);
  });
  waiting.postMessage({ kind: "switch" }, [port2]);
  if (!(await Promise.race([alone, pause(ANSWER_MS)]))) return;
  const again = changed.then(() => mayReload() && reload());
  await Promise.race([again, pause(CHANGE_MS)]);
}

/** Settles when a complete service worker has claimed the page. */
function controlled(/** @type {ServiceWorkerRegistration} */ registration) {
  return new Promise((resolve, reject) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    const coming = registration.installing ?? registration.waiting ?? registration.active;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "redundant") reject(new Error("not every file could be fetched"));
    });
    if (navigator.serviceWorker.controller) resolve(true);
  });
}

/** @param {ServiceWorkerContainer} workers @param {(data: Record<string, any>) => void} onKeeping */
function hearKeeping(workers, onKeeping) {
  workers.addEventListener("message", ({ data }) => {
    if (data?.kind === "torn") onKeeping({ torn: data.path });
    else if (data?.kind === "kept")
      onKeeping({ words: `Fetching the site: ${data.files} files of ${data.of}.` });
  });
  workers.startMessages();
}

/** Whether it was bypassed a moment ago too: then another reload would change nothing. */
function justBypassed() {
  const before_ms = Number(sessionStorage.getItem(BYPASSED));
  sessionStorage.setItem(BYPASSED, String(Date.now()));
  return Date.now() - before_ms < AGAIN_MS;
}

/** Rejects when the service worker has kept nothing more for a while. @param {ServiceWorkerContainer} workers @returns {Promise<never>} */
function stalled(workers) {
  return new Promise((_, reject) => {
    const give_up = () => reject(new Error("its files do not come"));
    let timer = setTimeout(give_up, STALLED_MS);
    workers.addEventListener("message", () => {
      clearTimeout(timer);
      timer = setTimeout(give_up, STALLED_MS);
    });
  });
}

async function reloadOnce() {
  if (sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  await reload();
}

/** Never settles: the page is about to go. @returns {Promise<never>} */
function reload() {
  location.reload();
  return new Promise(() => {});
}

/** @param {number} ms @returns {Promise<false>} */
const pause = (ms) => new Promise((resolve) => setTimeout(() => resolve(false), ms));
