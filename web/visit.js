/**
 * Registers the service worker, and changes over to a new version of the site.
 *
 * Runs in the page. Knows nothing of what the page shows, or of the workers it starts.
 */

const RELOADED = "hearthside-reloaded";

/**
 * Settles when the page may start its workers: at once where the host sends the site's headers, else
 * when the service worker stands between the site and its workers, which it binds to the content policy.
 *
 * Reloads the page at most once a session, and only while `mayReload()` says that nothing would be
 * lost: to become isolated (WASM threads), or to change over to a new version when this is its only page.
 * @param {{mayReload: () => boolean, script?: string | URL}} options
 * @returns {Promise<void>}
 */
export async function settleVisit({ mayReload, script = new URL("../sw.js", import.meta.url) }) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  try {
    const registration = await workers.register(script, { updateViaCache: "none" });
    if (registration.waiting && mayReload()) await change(registration.waiting);
    if (globalThis.crossOriginIsolated) return;
    if (!workers.controller) await controlled(registration);
    if (mayReload()) await reloadOnce();
  } catch (error) {
    console.warn("The site could not be kept for use without a network.", String(error));
  }
}

/** A new version waits: it takes over if this is the only page, and this page starts again in it. */
async function change(/** @type {ServiceWorker} */ waiting) {
  const changed = new Promise((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), {
      once: true,
    }),
  );
  waiting.postMessage({ kind: "switch" });
  if (await Promise.race([changed, pause(1000)])) await reloadOnce();
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

/** Never settles when it reloads: the page is about to go. */
async function reloadOnce() {
  if (sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
  await new Promise(() => {});
}

/** @param {number} ms @returns {Promise<false>} */
const pause = (ms) => new Promise((resolve) => setTimeout(() => resolve(false), ms));
