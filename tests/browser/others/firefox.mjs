/**
 * @file A stock Firefox by WebDriver BiDi: started with a fresh profile, driven by five commands.
 *
 * Needs a WebSocket in Node: `node --experimental-websocket` where it is not there by itself. Subscribes to no log: who
 * does has a listener to workers, and then Firefox 153's `new Worker` in a worker waits for the debugger, now and
 * then for ever (one condition variable has two waiters and wakes one).
 */

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uncaught } from "./uncaught.mjs";

const ADDRESS = /WebDriver BiDi listening on (ws:\S+)/;

/** @param {string} binary @returns {Promise<import("./walk.mjs").Driver>} */
export async function firefox(binary) {
  const profile = await mkdtemp(join(tmpdir(), "hearthside-firefox-"));
  await writeFile(join(profile, "user.js"), 'user_pref("ui.prefersReducedMotion", 1);'); // as in conftest.py
  const flags = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile];
  const browser = spawn(binary, [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => browser.once("exit", resolve));
  const send = await connected(`${await address(browser)}/session`);
  const { capabilities } = await send("session.new", { capabilities: {} });
  const [{ context }] = (await send("browsingContext.getTree", {})).contexts;
  const { listen, gather } = uncaught((expression) => evaluate(send, context, expression));
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    async open(url) {
      await gather();
      await send("browsingContext.navigate", { context, url, wait: "interactive" });
      await listen();
    },
    evaluate: (expression) => evaluate(send, context, expression),
    perform: (actions) => send("input.performActions", { context, actions }),
    errors: gather,
    async close() {
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Where it listens, which it says on its error output. */
function address(browser) {
  return new Promise((resolve, reject) => {
    let said = "";
    browser.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      const found = said.match(ADDRESS);
      if (found) resolve(found[1]);
    });
    browser.once("exit", () => reject(new Error(`Firefox did not start: ${said}`)));
  });
}

/** @param {string} url */
async function connected(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`nothing answers at ${url}`));
  });
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const open = new Map();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, message } = JSON.parse(data);
    if (!open.has(id)) return;
    const { resolve, reject } = open.get(id);
    open.delete(id);
    if (error) reject(new Error(`${error}: ${message}`));
    else resolve(result);
  };
  const send = (/** @type {string} */ method, /** @type {object} */ params) =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return send;
}

/** The value of an expression in the page, once it has settled, as JSON carries it. */
async function evaluate(send, context, expression) {
  const settled = `(async () => JSON.stringify(await (${expression})))()`;
  const asked = { expression: settled, awaitPromise: true };
  const answer = await send("script.evaluate", { ...asked, target: { context } });
  if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
  return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
}
