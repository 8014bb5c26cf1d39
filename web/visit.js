/**
 * Registers the service worker, and changes over to a new version of the site.
 *
 * Runs in the page. Knows nothing of what the page shows, or of the workers it starts.
 */

const RELOADED = "hearthside-reloaded";
const ANSWER_MS = 2000;
const CHANGE_MS = 500;

/**
 * Settles when the page may start its workers: at once where the host sends the site's headers, else
 * when the service worker stands between the site and its workers, which it binds to the content policy.
 *
 * Reloads the page only while `mayReload()` says that nothing would be lost: once a session to become
 * isolated (WASM threads), and to change over to a new version of the site when this is its only page.
 * @param {{mayReload: () => boolean, script?: string | URL}} options
 * @returns {Promise<void>}
 */
export async function settleVisit({ mayReload, script = new URL("../sw.js", import.meta.url) }) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  try {
    const registration = await workers.register(script, { updateViaCache: "none" });
    if (registration.waiting && mayReload()) await change(registration.waiting, mayReload);
    if (globalThis.crossOriginIsolated) return;
    if (!workers.controller) await controlled(registration);
    if (mayReload()) await reloadOnce();
  } catch (error) {
    console.warn("The site could not be kept for use without a network.", String(error));
  }
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
