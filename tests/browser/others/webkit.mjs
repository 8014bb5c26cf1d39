/**
 * @file WebKitGTK's small browser by WebDriver: started by the driver, driven by five commands.
 *
 * Needs a display. Has no word of the console: what goes wrong is noted by a listener in the page.
 */

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uncaught } from "./uncaught.mjs";

const START_LIMIT_MS = 60_000;
/** @param {string} binary @returns {Promise<import("./walk.mjs").Driver>} */
export async function webkit(binary) {
  const port = await freePort();
  const config = await stillConfig();
  const env = { ...process.env, XDG_CONFIG_HOME: config };
  const driver = spawn(binary, [`--port=${port}`], { env, stdio: "inherit" });
  const ended = new Promise((resolve) => driver.once("exit", resolve));
  const root = `http://127.0.0.1:${port}`;
  await answering(root);
  const wanted = { alwaysMatch: { pageLoadStrategy: "eager" } };
  const session = await send("POST", `${root}/session`, { capabilities: wanted });
  const at = `${root}/session/${session.sessionId}`;
  const evaluate = async (/** @type {string} */ expression) => {
    const script = `return (async () => JSON.stringify(await (${expression})))()`;
    const text = await send("POST", `${at}/execute/sync`, { script, args: [] });
    return text === null ? undefined : JSON.parse(text);
  };
  const { listen, gather } = uncaught(evaluate);
  return {
    name: `WebKitGTK ${session.capabilities.browserVersion}`,
    async open(url) {
      await gather();
      await send("POST", `${at}/url`, { url });
      await listen();
    },
    evaluate,
    perform: (actions) => send("POST", `${at}/actions`, { actions }),
    errors: gather,
    async close() {
      await send("DELETE", at);
      driver.kill();
      await ended;
      await rm(config, { recursive: true, force: true });
    },
  };
}

/** The settings of a person who wants less motion, as in conftest.py. @returns {Promise<string>} */
async function stillConfig() {
  const config = await mkdtemp(join(tmpdir(), "hearthside-webkit-"));
  for (const gtk of ["gtk-3.0", "gtk-4.0"]) {
    await mkdir(join(config, gtk));
    await writeFile(join(config, gtk, "settings.ini"), "[Settings]\ngtk-enable-animations=0\n");
  }
  return config;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} root */
async function answering(root) {
  const end = Date.now() + START_LIMIT_MS;
  while (Date.now() < end) {
    if (await fetch(`${root}/status`).catch(() => null)) return;
    await pause(100);
  }
  throw new Error("WebKitWebDriver does not answer");
}

/** @param {string} method @param {string} url @param {object} [body] */
async function send(method, url, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = /** @type {any} */ (await answer.json());
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}
