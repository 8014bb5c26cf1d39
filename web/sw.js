/**
 * The service worker: keeps the site's files, so that it opens without a network, and gives them the
 * headers that some hosts cannot send.
 *
 * `self.SITE` is written above this text by web/site/assemble.py: the version, every file with its
 * hash, the headers and the content policies. Knows nothing of what the files do. Never answers from
 * another origin and never touches a model's weights, which the engine keeps itself.
 *
 * One version is one cache. A new version takes over only when it is complete and no page of the old
 * one is left, or when the only page there is asks for it ({kind: "switch"}).
 */

/** @typedef {{path: string, sha256: string, when: "install" | "use"}} SiteFile */
/** @typedef {{prefix: string, policy: string, permissions: string}} Policy */
/** @typedef {{version: string, files: SiteFile[], headers: Record<string, string>, policies: Policy[]}} Site */

const worker = /** @type {ServiceWorkerGlobalScope & {SITE: Site}} */ (
  /** @type {unknown} */ (self)
);
const site = worker.SITE;
const PREFIX = "hearthside-site-";
const CACHE = PREFIX + site.version;
const AT_ONCE = 6;
const files = new Map(site.files.map((file) => [file.path, file]));

/** @param {string} path */
const addressOf = (path) => new URL(path, worker.registration.scope).href;

/** The path inside the site, a folder's page spelled out; null for what lies outside. @param {string} url */
function pathOf(url) {
  const { origin, pathname } = new URL(url);
  const scope = new URL(worker.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
  const path = decoded(pathname.slice(scope.pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

/** As it stands where it means no text: then no file is called so. @param {string} path */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same response with the site's headers. @param {BodyInit | null} body @param {Response} from @param {string} path */
function dressed(body, from, path) {
  const headers = new Headers(site.headers);
  const type = from.headers.get("Content-Type");
  if (type) headers.set("Content-Type", type);
  const policy = site.policies.find(({ prefix }) => path.startsWith(prefix));
  if (policy) {
    headers.set("Content-Security-Policy", policy.policy);
    headers.set("Permissions-Policy", policy.permissions);
  }
  return new Response(body, { status: from.status, statusText: from.statusText, headers });
}

/**
 * Fetches a file of this version; throws when the host's bytes are of another.
 * @param {SiteFile} file @returns {Promise<Response>}
 */
async function fetched(file) {
  const response = await fetch(addressOf(file.path), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${file.path}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  if ((await sha256(bytes)) !== file.sha256) {
    await tellPages({ kind: "torn", path: file.path });
    throw new Error(`${file.path}: not of this version`);
  }
  return dressed(bytes, response, file.path);
}

/** @param {object} message */
async function tellPages(message) {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage(message);
}

async function fill() {
  const cache = await caches.open(CACHE);
  const wanted = site.files.filter((file) => file.when === "install");
  const of = wanted.length;
  const one = async () => {
    for (let file = wanted.pop(); file; file = wanted.pop()) {
      const address = addressOf(file.path);
      if (!(await cache.match(address))) await cache.put(address, await fetched(file));
      await tellPages({ kind: "kept", files: of - wanted.length, of });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

const missing = () => new Response("", { status: 404, statusText: "Not Found" });

/** A file of this version: from the cache, else from the host, then kept. @param {SiteFile} file */
async function kept(file) {
  const cache = await caches.open(CACHE);
  const address = addressOf(file.path);
  const hit = await cache.match(address, { ignoreVary: true });
  if (hit) return hit;
  try {
    const response = await fetched(file);
    await cache.put(address, response.clone()).catch(() => {}); // a full disk: not kept, still served
    return response;
  } catch {
    return dressed("", missing(), file.path);
  }
}

/** What the list does not name: the host's answer in our headers, or a calm 404. @param {Request} request @param {string} path */
async function passed(request, path) {
  const response = await fetch(request).catch(missing);
  if (request.mode === "navigate" && response.status === 404) return unknown(path);
  return dressed(response.body, response, path);
}

/** The page that leads back, its addresses seen from `path`. @param {string} path */
async function unknown(path) {
  const file = files.get("404.html");
  const page = file ? await kept(file) : missing();
  const root = "../".repeat(path.split("/").length - 1) || "./";
  const text = (await page.text()).replaceAll('="./', `="${root}`);
  const { headers } = page;
  return dressed(text, new Response(null, { status: 404, headers }), path);
}

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(clear()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.method === "GET" ? pathOf(request.url) : null;
  if (path === null) return; // the content policy decides
  const file = files.get(path);
  // A folder's page is full of addresses relative to the folder.
  if (files.has(`${path}/index.html`))
    event.respondWith(Response.redirect(addressOf(`${path}/`), 301));
  else if (file) event.respondWith(kept(file));
  else if (!path.startsWith("models/")) event.respondWith(passed(request, path));
});

/** Answers on the message's port whether it takes over. @param {ExtendableMessageEvent} event */
async function answer(event) {
  if (event.data?.kind !== "switch") return;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const alone = pages.length <= 1;
  event.ports[0]?.postMessage({ alone });
  if (alone) await worker.skipWaiting();
}

worker.addEventListener("message", (event) => event.waitUntil(answer(event)));
