// Grammars under Node: the library cut out of its package, and vocabularies to try them on.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Grammars } from "../../../web/engine/grammar/grammars.js";
import { Tokenizer } from "../../../web/engine/tokenizer/tokenizer.js";
import { engine } from "../../../web/site/grammar/cut.mjs";

const library = engine().then((text) => import(`data:text/javascript,${encodeURIComponent(text)}`));

/** A model's tokenizer and end tokens, and grammars over them. @param {string} folder of a built model */
export async function builtWorld(folder) {
  const { eos_ids } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  return world(await readFile(join(folder, "tokenizer.json")), eos_ids);
}

/** @param {BlobPart} file a tokenizer.json @param {number[]} ends */
export async function world(file, ends) {
  const tokenizer = await Tokenizer.open(new Map([["tokenizer.json", new Blob([file])]]));
  return { tokenizer, ends, grammars: new Grammars(tokenizer, ends, () => library) };
}

/** The ids of a set of tokens. @param {Uint32Array} mask */
export function idsOf(mask) {
  const ids = [];
  for (let id = 0; id < mask.length * 32; id += 1)
    if (mask[id >>> 5] & (1 << (id & 31))) ids.push(id);
  return ids;
}
