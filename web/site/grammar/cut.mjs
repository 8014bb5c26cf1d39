/**
 * Cuts the engine out of @huggingface/transformers-structured-output: `node web/site/grammar/cut.mjs OUT.js`, or `engine()`.
 *
 * The package offers a logits processor of transformers.js, and imports transformers.js for it; what it does inside,
 * which is what our own top-k wants, imports nothing and is not among its exports. Build time and tests only.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const PACKAGE = "../../../node_modules/@huggingface/transformers-structured-output/dist/index.js";
/** The comments that its bundler left between the files. */
const [FIRST, AFTER] = ["// src/engine/json.ts\n", "// src/utils/mask.ts\n"];
/** Where a machine is made of a schema, and the seam by which ours comes in its place (see web/engine/grammar/). */
const MAKER = "function createMachine(responseFormat, tokenizer) {\n";
const SEAM =
  '  if (responseFormat?.type === "machine") return responseFormat.machine(tokenizer);\n';

/** @returns {Promise<string>} the text of a module that exports createTokenConstraint and compileJsonSchema */
export async function engine() {
  const whole = await readFile(new URL(PACKAGE, import.meta.url), "utf8");
  const from = whole.indexOf(FIRST);
  const to = whole.indexOf(AFTER);
  const parts = whole.slice(from, to).split(MAKER);
  if (from < 0 || to < from || parts.length !== 2 || /^(import|export) /m.test(parts.join("")))
    throw new Error("transformers-structured-output is built in another way than before");
  return `${parts.join(MAKER + SEAM)}export { compileJsonSchema, createTokenConstraint };\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , out] = argv;
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, await engine());
}
