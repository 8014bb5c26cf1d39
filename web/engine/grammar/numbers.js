/**
 * @file Numbers while they are written: whether what there is of one can still become a number that fits.
 *
 * Numbers are written as people do, without exponents, with at most 15 digits before the point and 6 after it, which
 * float64 keeps; only one of a list of numbers is written as JSON writes it. Knows nothing of tokens.
 */

/** @typedef {Record<string, any>} Schema */

const MOST_DIGITS = 15;
const MOST_DECIMALS = 6;
const NUMBER = /^(-?)(?:(0|[1-9]\d*)(\.\d*)?)?$/;

/** The values of a schema that lists them, else null. @param {Schema | boolean} schema @returns {unknown[] | null} */
export function finiteOf(schema) {
  if (typeof schema === "boolean") return null;
  if (Array.isArray(schema.enum)) return schema.enum;
  return "const" in schema ? [schema.const] : null;
}

/** @param {Schema} schema @param {string} text a number's begin, at least one character */
export function numberGoesOn(schema, text) {
  const values = finiteOf(schema);
  if (values)
    return values.some((one) => typeof one === "number" && JSON.stringify(one).startsWith(text));
  const parts = NUMBER.exec(text);
  if (!parts) return false;
  const [, sign, whole = "", point = ""] = parts;
  const decimals = point.length - 1;
  if (whole.length > MOST_DIGITS || decimals > MOST_DECIMALS) return false;
  const isWhole = ![schema.type].flat().includes("number");
  if (isWhole && point !== "") return false;
  return spans(whole, point, isWhole).some((span) => meets(schema, sign === "-", span));
}

/**
 * What the magnitude of a number may be that begins so, in spans from the lowest to the highest.
 * @param {string} whole @param {string} point with the decimals behind it @param {boolean} isWhole
 * @returns {[number, number][]}
 */
function spans(whole, point, isWhole) {
  if (whole === "") return [[0, 10 ** MOST_DIGITS - 1]];
  const from = Number(whole + (point === "." ? "" : point));
  // What is left of the last decimal that was written, less the last that can be.
  const step = 10 ** -Math.max(point.length - 1, 0);
  if (point !== "") return [[from, from + step - 10 ** -MOST_DECIMALS]];
  const tail = isWhole ? 0 : 1 - 10 ** -MOST_DECIMALS;
  const longest = whole === "0" ? 0 : MOST_DIGITS - whole.length;
  return Array.from({ length: longest + 1 }, (_, more) => {
    const scale = 10 ** more;
    return [from * scale, (from + 1) * scale - 1 + tail];
  });
}

/** Whether a span of magnitudes has a number within a schema's bounds. @param {Schema} schema @param {boolean} negative @param {[number, number]} span */
function meets({ minimum = -Infinity, maximum = Infinity }, negative, [low, high]) {
  return negative ? -low >= minimum && -high <= maximum : high >= minimum && low <= maximum;
}
