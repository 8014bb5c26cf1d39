// Tries grammars on a model's own vocabulary: `node held.mjs FOLDER COUNT`; prints figures as JSON, and what failed.
import { argv } from "node:process";
import { dice, drawn, fits } from "../../web/grammar/schemas.mjs";
import { WISHES, walked } from "../../web/grammar/walks.mjs";
import { builtWorld } from "../../web/grammar/world.mjs";

const [, , folder, count] = argv;
const world = await builtWorld(folder);
const { grammars } = world;

async function timed(work) {
  const started_ms = performance.now();
  const value = await work();
  return [performance.now() - started_ms, value];
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What an answer to a schema came to: "fits", or what is wrong with it. */
async function tried(seed, wish) {
  const roll = dice(seed);
  const schema = drawn(roll);
  const id = await grammars.open(schema);
  try {
    const { text, tokens } = walked(world, grammars.get(id), wish, roll);
    const value = JSON.parse(decoder.decode(text));
    return { tokens, wrong: fits(schema, value) ? "" : `does not fit: ${JSON.stringify(schema)}` };
  } catch (error) {
    return { tokens: 0, wrong: `${error.message}: ${JSON.stringify(schema)}` };
  } finally {
    grammars.close(id);
  }
}

const names = Array.from({ length: 10 }, (_, at) => `field ${at}`);
const ten = {
  type: "object",
  properties: Object.fromEntries(
    names.map((name, at) => [
      name,
      [
        { type: ["string", "null"], maxLength: 40 },
        { type: "integer", minimum: 0, maximum: 5000 },
        { enum: ["one", "two", "three"] },
        { type: "array", items: { type: "string" }, maxItems: 4 },
        { type: "number" },
      ][at % 5],
    ]),
  ),
  required: names,
  additionalProperties: false,
};
const thousand = { enum: Array.from({ length: 1000 }, (_, at) => `value ${at}`) };

const [prepare_ms] = await timed(() => grammars.open({ type: "null" }));
const [ten_ms] = await timed(() => grammars.open(ten));
const [thousand_ms] = await timed(() => grammars.open(thousand));
const wishes = Object.values(WISHES);
const wrong = [];
let tokens = 0;
for (let seed = 1; seed <= Number(count); seed += 1) {
  const result = await tried(seed, wishes[seed % wishes.length]);
  tokens += result.tokens;
  if (result.wrong) wrong.push(`${seed}: ${result.wrong}`);
}
console.log(JSON.stringify({ prepare_ms, ten_ms, thousand_ms, tokens, wrong }));
