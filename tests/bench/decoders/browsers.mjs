/**
 * @file The processor's decoder in a browser that is not Chromium: `node browsers.mjs firefox|webkit BINARY ADDRESS`.
 *
 * ADDRESS is of the bench's page. Asks on stdin, as a line of JSON each, what `contenders.decoder` is told; answers
 * with a line each. Ends with stdin.
 */

import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { firefox } from "../../browser/others/firefox.mjs";
import { webkit } from "../../browser/others/webkit.mjs";

const LOOK_MS = 500;

const [kind, binary, address] = process.argv.slice(2);
const driver = await { firefox, webkit }[kind](binary);
const until = async (/** @type {string} */ expression) => {
  for (;;) {
    const value = await driver.evaluate(expression);
    if (value) return value;
    await pause(LOOK_MS);
  }
};
try {
  for await (const line of createInterface({ input: process.stdin })) {
    await driver.open(address);
    await until("!!globalThis.contenders");
    // Not waited for in one call, which a driver may find too long.
    const told = `(contenders.decoder(${line}).then((value) => { globalThis.found = value; },
      (error) => { globalThis.found = { error: String(error) }; }), true)`;
    await driver.evaluate(told);
    const found = await until("globalThis.found");
    const isolated = await driver.evaluate("crossOriginIsolated");
    process.stdout.write(`${JSON.stringify({ name: driver.name, isolated, ...found })}\n`);
  }
} finally {
  await driver.close();
}
process.exit();
