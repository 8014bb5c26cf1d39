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

/** One of the best by a wish. */
function taken(ids, textOf, wish, roll) {
  const scores = ids.map((id) => wish(textOf(id)));
  const best = Math.max(...scores);
  const among = ids.filter((_, at) => scores[at] === best);
  return among[roll(among.length)];
}

/**
 * An answer in bytes. Throws where nothing may follow, or no end comes.
 * @returns {{text: Uint8Array, tokens: number}}
 */
export function walked({ tokenizer, ends }, grammar, wish, roll) {
  const textOf = (id) => tokenizer.decode([id]);
  const answer = [];
  while (answer.length < MOST_TOKENS) {
    const wild = answer.length < WILD_TOKENS;
    const ids = idsOf(grammar.allowed(answer));
    const last = ids.filter((id) => ends.includes(id));
    if (last.length > 0 && (!wild || last.length === ids.length || roll(4) === 0)) break;
    const going = ids.filter((id) => !ends.includes(id));
    answer.push(taken(going, textOf, wild ? wish : closing(tokenizer.decode(answer)), roll));
  }
  if (answer.length === MOST_TOKENS)
    throw new Error(`it never ends: ${tokenizer.decode(answer).slice(0, 300)}`);
  return { text: Buffer.concat(answer.map((id) => tokenizer.bytesOf(id))), tokens: answer.length };
}
