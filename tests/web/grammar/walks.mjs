// Answers as a model would give them that wants anything but an answer: token by token, of what a grammar allows.
import { idsOf } from "./world.mjs";

/** After so many tokens the model gives up, and takes what comes to an end soonest. */
const WILD_TOKENS = 60;
const MOST_TOKENS = 4000;
const CLOSERS = ["}", "]", '"', ",", ":", ..."0159.aeun"];

/** How a model may want to be a nuisance: the higher, the likelier is a token's text taken. */
export const WISHES = {
  anything: () => 0,
  "odd signs": (text) => (/["\\{}[\],:\n\t\ufffd]/.test(text) ? 1 : 0),
  "no end": (text) => (/["}\]]/.test(text) ? 0 : 1),
  "long words": (text) => text.length,
  "bytes that are no text": (text) => (text.includes("\ufffd") ? 1 : 0),
};

/** What ends an answer soon: within a text its quote. */
const closing = (read) => (text) => {
  const at = CLOSERS.indexOf(text);
  if (text === '"' && isWithin(read)) return 1;
  return at < 0 ? -CLOSERS.length : -at;
};

/** Whether a JSON text ends within one of its texts. */
const isWithin = (read) => read.replaceAll(/\\./g, "").split('"').length % 2 === 0;

/** How much each token of a world is wished for, counted once. */
const counted = new Map();
function scoresOf(world, wish) {
  const known = counted.get(world) ?? new Map();
  counted.set(world, known);
  if (!known.has(wish)) known.set(wish, Float64Array.from(textsOf(world), wish));
  return known.get(wish);
}

/** What each token of a world says, told once. */
const told = new Map();
function textsOf(world) {
  const { tokenizer } = world;
  if (!told.has(world))
    told.set(
      world,
      Array.from({ length: tokenizer.count }, (_, id) => tokenizer.decode([id])),
    );
  return told.get(world);
}

/** One of the best by a score. */
function taken(ids, score, roll) {
  let best = Number.NEGATIVE_INFINITY;
  let among = [];
  for (const id of ids) {
    const mine = score(id);
    if (mine > best) [best, among] = [mine, []];
    if (mine === best) among.push(id);
  }
  return among[roll(among.length)];
}

/**
 * An answer in bytes. Throws where nothing may follow, or no end comes.
 * @returns {{text: Uint8Array, tokens: number}}
 */
export function walked(world, grammar, wish, roll) {
  const { tokenizer, ends } = world;
  const wishes = scoresOf(world, wish);
  const texts = textsOf(world);
  const answer = [];
  while (answer.length < MOST_TOKENS) {
    const wild = answer.length < WILD_TOKENS;
    const ids = idsOf(grammar.allowed(answer));
    const last = ids.filter((id) => ends.includes(id));
    if (last.length > 0 && (!wild || last.length === ids.length || roll(4) === 0)) break;
    const going = ids.filter((id) => !ends.includes(id));
    const close = wild ? null : closing(tokenizer.decode(answer));
    answer.push(taken(going, (id) => (close ? close(texts[id]) : wishes[id]), roll));
  }
  if (answer.length === MOST_TOKENS)
    throw new Error(`it never ends: ${tokenizer.decode(answer).slice(0, 300)}`);
  return { text: Buffer.concat(answer.map((id) => tokenizer.bytesOf(id))), tokens: answer.length };
}
