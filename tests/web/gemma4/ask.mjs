// What the engine says of a Gemma 4 in a folder, for tests in Python: `node ask.mjs FOLDER DECODER`, "onnx" or "processor".
// In, as JSON on stdin: {media: {image, audio: {inputs: {name: [type, base64, dims]}}}, prompts: [{ids, media: [[kind, first,
// count]]}], tokens, row_ids}. Out: {features: {image, audio}, prompts: [{logits, ids}], rows: {embeds,
// layers}}: float32 in base64, and the ids chosen after each prompt.
import { readFileSync } from "node:fs";
import { embeddingsOf } from "../../../web/engine/decoder/gemma4.js";
import { house, never, PLAN, readModel } from "./graphs.mjs";

const [, , folder, which] = process.argv;
const asked = JSON.parse(readFileSync(0, "utf8"));
const TYPES = { float32: Float32Array, int64: BigInt64Array, bool: Uint8Array };

const packed = ({ buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function unpacked([type, text, dims]) {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return [type, new TYPES[type](bytes.buffer), dims];
}

/** Features of what is asked, under the wire's names. */
async function encoded({ encoders }, { media, hidden_size }, kind, inputs) {
  const unpackedInputs = Object.entries(inputs).map(([name, told]) => [name, unpacked(told)]);
  const features = await encoders.run(kind, Object.fromEntries(unpackedInputs), { signal: never });
  return { place_id: media[kind].place_id, tokens: features.length / hidden_size, features };
}

async function greedy({ whole, caches, step }, { ids, media }, tokens) {
  const cache = caches.open();
  const top_k = whole.manifest.vocab_size;
  await step({ cache, ids, media });
  // Its last token once more, on a cache that was cut.
  caches.cut(cache, ids.length - 1);
  let said = await step({ cache, ids: ids.slice(-1), top_k });
  const logits = new Float32Array(top_k);
  for (const [at, id] of said.top_ids.entries()) logits[id] = said.top_logits[at];
  const chosen = [];
  while (chosen.length < tokens) {
    chosen.push(said.top_ids[0]);
    said = await step({ cache, ids: chosen.slice(-1), top_k: 1 });
  }
  return { ids: chosen, logits: packed(logits) };
}

const model = await readModel(folder);
// Not before all is read: AssemblyScript's compiler makes stdin one that does not wait.
const { openProcessor } = await import("../processor/machine.mjs");
const home = await house(model, which === "processor" ? await openProcessor(model, 1) : null);
const features = {};
for (const [kind, inputs] of Object.entries(asked.media))
  features[kind] = await encoded(home, model.manifest, kind, inputs);
home.media.get = (kind) => features[kind];
const prompts = [];
for (const prompt of asked.prompts) prompts.push(await greedy(home, prompt, asked.tokens));
const embeddings = await embeddingsOf(model.manifest, PLAN, model.files);
const { embeds, layers } = await embeddings.of(asked.row_ids);
const seen = Object.entries(features).map(([kind, one]) => [kind, packed(one.features)]);
await home.whole.release();
process.stdout.write(
  JSON.stringify({
    features: Object.fromEntries(seen),
    prompts,
    rows: { embeds: packed(embeds), layers: packed(layers) },
  }),
);
