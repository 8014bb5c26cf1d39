// What the processor's decoder says of a built model: `node ask.mjs FOLDER THREADS`, for tests in Python.
// In, as JSON on stdin: {prompts: [[id]], tokens, states: [id], positions: [at]}. Out: {prompts: [{ids, logits}],
// states}: the ids it chooses after each prompt, the logits after it, and the final states at positions of `states`,
// float32 in base64.
import { readFileSync } from "node:fs";
import { openProcessor, readModel } from "./machine.mjs";

const [, , folder, threads] = process.argv;
const asked = JSON.parse(readFileSync(0, "utf8"));
const decoder = await openProcessor(await readModel(folder), Number(threads));
const packed = (/** @type {Float32Array} */ numbers) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

async function greedy(prompt, tokens) {
  const first = await decoder.run(decoder.empty(), prompt, { rows: 1, hidden: false });
  const ids = [];
  for (let { logits, state } = first; ids.length < tokens; ) {
    ids.push(logits.indexOf(logits.reduce((a, b) => Math.max(a, b))));
    const next = await decoder.run(state, ids.slice(-1), { rows: 1, hidden: false });
    state.release();
    ({ logits, state } = next);
  }
  return { ids, logits: packed(first.logits) };
}

async function states(ids, positions) {
  const found = [];
  let state = decoder.empty();
  for (const at of positions) {
    const piece = ids.slice(state.length, at + 1);
    const next = await decoder.run(state, piece, { rows: 0, hidden: true });
    found.push(...next.hidden);
    state = next.state;
  }
  return packed(Float32Array.from(found));
}

const prompts = [];
for (const prompt of asked.prompts ?? []) prompts.push(await greedy(prompt, asked.tokens));
const said = { prompts, states: await states(asked.states ?? [], asked.positions ?? []) };
await decoder.release();
process.stdout.write(JSON.stringify(said));
