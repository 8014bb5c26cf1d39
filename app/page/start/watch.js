/**
 * @file Says how the start goes, and what is wrong when it does not go on.
 *
 * A script with nothing to import: it runs where another script of the page is missing or cannot
 * be read. The page tells it by `hearthside.start` events: {words, loaded_bytes, total_bytes} for a step,
 * {failed} for a part that was given up, {torn} for a site of two versions, {ready: true} at the end;
 * {awaited} says which parts are not up yet. It measures how long nothing went on, not how long the start takes: a slow network is no fault.
 * Does not know what the parts of the page do.
 */

/** So long without a step, and something is said. */
const QUIET_MS = 9_000;
/** A start that is quicker needs no words. */
const PATIENT_MS = 1500;
const ANSWER_MS = 5000;
const RUN = /\.m?js$/;
const UNSENT = { status: 503 };
const SCRIPT = /javascript|ecmascript/;
const ADVICE = {
  site: "Reload the page in a few minutes. If it stays so, tell whoever runs this site: its folder must be deployed whole.",
  browser:
    "Reload the page. If that does not help, close other heavy tabs, or open it in a recent Chrome, Edge, Firefox or Safari.",
  address: "Open the page by its https address, or on the machine that serves it as localhost.",
};

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);
const begun_ms = performance.now();
let reported = "";
let awaited = "a part of the page";
let ready = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Event} event */
function heard(event) {
  const { words, loaded_bytes, total_bytes, failed, torn, ...rest } = /** @type {CustomEvent} */ (
    event
  ).detail;
  awaited = rest.awaited ?? awaited;
  if (torn) void tell(`The site is being changed just now: ${torn} is of another version.`);
  else if (failed) void diagnose(failed);
  else if (rest.ready) settle();
  else if (!ready && words) step(words, loaded_bytes, total_bytes);
}

/** @param {string} words @param {number} [loaded_bytes] @param {number} [total_bytes] */
function step(words, loaded_bytes, total_bytes) {
  byId("obstacle").hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => void diagnose(reported), QUIET_MS);
  if (performance.now() - begun_ms < PATIENT_MS) return;
  const bar = byId("starting-bar");
  const size = total_bytes
    ? ` ${Math.floor((loaded_bytes ?? 0) / 1e6)} of ${Math.ceil(total_bytes / 1e6)} MB`
    : "";
  byId("starting-text").textContent = `${words}${size}`;
  if (total_bytes) bar.value = (loaded_bytes ?? 0) / total_bytes;
  else bar.removeAttribute("value");
  byId("starting").hidden = false;
}

function settle() {
  ready = true;
  clearTimeout(timer);
  byId("starting").hidden = true;
  byId("obstacle").hidden = true;
}

/** @param {string} reason what was said to have gone wrong, if anything */
async function diagnose(reason) {
  if (!isSecureContext)
    return tell(
      "This address is plain http: browsers keep from it what the page needs.",
      "address",
    );
  const seeking = faults();
  explain(await Promise.race([seeking, pause()]), reason);
  // On a slow line the files are known only after the first words were said.
  const found = await seeking;
  if (!byId("obstacle").hidden) explain(found, reason);
}

/** @param {string[] | null} found what is wrong with the site's files, null where not yet known @param {string} reason */
function explain(found, reason) {
  if (ready) return;
  const there = found ? ", though every file of the site is there" : "";
  const said = reason ? ` It reports: ${reason}` : "";
  if (found?.length) tell(found.slice(0, 3).join(" "));
  else tell(`There is no answer from ${awaited}${there}.${said}`, "browser");
}

/** @param {string} text @param {keyof typeof ADVICE} [advice] */
function tell(text, advice = "site") {
  byId("obstacle-text").textContent = text;
  byId("obstacle-advice").textContent = ADVICE[advice];
  byId("obstacle").hidden = false;
  byId("starting").hidden = true;
  document.dispatchEvent(new CustomEvent("hearthside.obstacle"));
}

/** The site's own list against what the host gives. @returns {Promise<string[]>} */
async function faults() {
  const list = await fetch("files.json", { cache: "no-cache" }).catch(() => null);
  if (!list) return ["The site cannot be reached. Check the connection."];
  const { files = [] } = await list.json().catch(() => ({}));
  const kept = files.filter((/** @type {any} */ file) => file.when === "install");
  const found = await Promise.all(kept.map(faultOf));
  return found.filter(Boolean);
}

/** @param {{path: string, sha256: string}} file @returns {Promise<string>} */
async function faultOf({ path, sha256 }) {
  const code = RUN.test(path) && !path.startsWith("vendor/");
  const method = code ? "GET" : "HEAD";
  const answer = await fetch(path, { method, cache: "no-cache" }).catch(
    () => new Response(null, UNSENT),
  );
  if (!answer.ok) return `${path} is missing: the host answers ${answer.status}.`;
  const type = answer.headers.get("content-type") ?? "";
  if (RUN.test(path) && !SCRIPT.test(type))
    return `${path} comes as "${type}", and no browser runs that as a script.`;
  if (!code || (await hashOf(await answer.arrayBuffer())) === sha256) return "";
  return `${path} is of another version than the rest of the site.`;
}

/** @param {ArrayBuffer} bytes */
async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {Promise<null>} */
const pause = () => new Promise((resolve) => setTimeout(() => resolve(null), ANSWER_MS));

byId("unwatched").remove();
// In the capture phase, so that a script that could not be had is heard of too.
addEventListener(
  "error",
  (event) => {
    if (ready) return;
    reported = event.message || reported;
    if (event.target instanceof HTMLScriptElement) void diagnose(reported);
  },
  true,
);
addEventListener("unhandledrejection", ({ reason }) => {
  if (!ready) reported = String(reason);
});
document.addEventListener("hearthside.start", heard);
byId("obstacle-again").addEventListener("click", () => location.reload());
step("Fetching the page.");
if (!isSecureContext) void diagnose("");

export {};
