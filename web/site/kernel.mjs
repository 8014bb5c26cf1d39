/**
 * Compiles WebAssembly text: `node web/site/kernel.mjs SOURCE.wat OUT.wasm`, or `compiled(path)`.
 *
 * Build time and tests only. Does not know what the text computes.
 */

import { readFile, writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import createWabt from "wabt";

/** @param {string} path of a .wat file @returns {Promise<Uint8Array>} the .wasm; throws what is wrong in it */
export async function compiled(path) {
  const wabt = await createWabt();
  const module = wabt.parseWat(path, await readFile(path, "utf8"), { simd: true });
  try {
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , source, out] = argv;
  await writeFile(out, await compiled(source));
}
