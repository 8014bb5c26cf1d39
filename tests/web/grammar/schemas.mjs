// Schemas drawn by dice, of all that the library (py/hearthside/generation/grammar/schema.py) asks an engine for, and
// whether a value fits one: by the letter, and without the code under test.

/** Whole numbers below a limit, the same ones for the same seed. */
export function dice(seed) {
  let state = seed * 2654435761 + 1;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const TEXTS = [
  "a",
  "ab",
  "abc",
  "",
  "é",
  "ét",
  "🙂",
  'say "hi"',
  "back\\slash",
  "line\nend",
  "tab\t",
  "名前",
  "/",
  " ",
];
const KEYS = [
  "name",
  "n",
  "na",
  "Größe",
  "a b",
  'a"b',
  "{",
  "x\\y",
  "日付",
  "total",
  "end",
  ",",
  "名",
];
const NUMBERS = [0, 1, 12, 123, -7, 1.5, -0.25, 1e21, 1e-7, 1000000];

const some = (roll, list, least) => {
  const kept = list.filter(() => roll(3) === 0);
  return kept.length >= least ? kept : list.slice(0, least);
};

const KINDS = {
  enum: (roll) => ({ enum: some(roll, [...TEXTS, ...NUMBERS, true, false, null], 1) }),
  string: (roll) => {
    const minLength = roll(4);
    const bounds = [
      {},
      { minLength },
      { maxLength: roll(9) },
      { minLength, maxLength: minLength + roll(5) },
    ];
    return { type: "string", ...bounds[roll(4)] };
  },
  integer: (roll) => {
    const minimum = roll(2000) - 1000;
    const bounds = [
      {},
      { minimum },
      { maximum: minimum },
      { minimum, maximum: minimum + roll(300) },
    ];
    return { type: "integer", ...bounds[roll(4)] };
  },
  number: (roll) => {
    const minimum = (roll(2000) - 1000) / 100;
    const bounds = [
      {},
      { minimum },
      { maximum: minimum },
      { minimum, maximum: minimum + roll(300) / 1000 },
    ];
    return { type: "number", ...bounds[roll(4)] };
  },
  boolean: () => ({ type: "boolean" }),
  null: () => ({ type: "null" }),
  array: (roll, depth) => {
    const minItems = roll(3);
    const bounds = [
      {},
      { minItems },
      { maxItems: roll(4) },
      { minItems, maxItems: minItems + roll(3) },
    ];
    return { type: "array", items: drawn(roll, depth + 1), ...bounds[roll(4)] };
  },
  object: (roll, depth) => {
    const keys = some(roll, KEYS, 1);
    return {
      type: "object",
      properties: Object.fromEntries(keys.map((key) => [key, drawn(roll, depth + 1)])),
      required: keys.filter(() => roll(3) > 0),
      additionalProperties: false,
    };
  },
};

/** A schema; every third may be of several kinds, as one that may be null. */
export function drawn(roll, depth = 0) {
  const kinds = Object.keys(KINDS).slice(0, depth < 3 ? 8 : 6);
  const kind = depth === 0 && roll(4) > 0 ? "object" : kinds[roll(kinds.length)];
  const one = KINDS[kind](roll, depth);
  if (one.enum || roll(3) > 0) return one;
  const other = KINDS[["string", "null", "boolean", "integer"][roll(4)]](roll, depth);
  const same = one.type === other.type || (one.type === "number" && other.type === "integer");
  return same ? one : { ...one, ...other, type: [one.type, other.type] };
}

const typeOf = (value) => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
};

/** By the type of a value, whether it fits the part of a schema that is for such. */
const FITS = {
  number: ({ type, minimum, maximum }, value) =>
    ([type].flat().includes("number") || Number.isInteger(value)) &&
    within(value, minimum, maximum),
  string: ({ minLength, maxLength }, value) => within([...value].length, minLength, maxLength),
  array: ({ minItems, maxItems, items }, value) =>
    within(value.length, minItems, maxItems) && value.every((item) => fits(items, item)),
  object: ({ properties, required }, value) =>
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(
      ([key, part]) => Object.hasOwn(properties, key) && fits(properties[key], part),
    ),
  boolean: () => true,
  null: () => true,
};

/** Whether a value fits a schema that was drawn here. */
export function fits(schema, value) {
  if (schema.enum) return schema.enum.includes(value);
  const type = typeOf(value);
  const types = [schema.type].flat();
  const named = types.includes(type) || (type === "number" && types.includes("integer"));
  return named && FITS[type](schema, value);
}

const within = (count, least = -Infinity, most = Infinity) => count >= least && count <= most;
