/**
 * @file The self-test of gradients: along them the loss falls as fast as they say.
 *
 * Two losses, a little before and a little behind a random adapter, against the length of its gradient (a
 * directional derivative by central difference). A kernel that computes the way there right and the way back wrong
 * would train fluently towards nonsense. Knows nothing of devices.
 */

/** @typedef {import("../storage/models/store.js").Manifest} Manifest */
/** @typedef {import("./trainer.js").Group} Group */
/** @typedef {import("./trainer.js").Trainer} Trainer */

const RANK = 2;
const SPREAD = 0.02;
const TOKENS = 16;
const ANSWER_AT = 8;
/** How far the loss is to change between the two, in nats: well above float32's noise, well within a straight line. */
const CHANGE_NATS = 0.02;
const TOLERANCE = 0.1;

/**
 * What is wrong, in a few words, or nothing; holds no adapter of use to anybody afterwards.
 * @param {Trainer} trainer @param {Manifest} manifest @param {AbortSignal} signal @returns {Promise<string>}
 */
export async function slopeFault(trainer, manifest, signal) {
  const ids = manifest.selftest.ids.slice(0, TOKENS);
  const texts = [{ ids, answer_at: Math.min(ANSWER_AT, ids.length - 1) }];
  const start = randomGroup(manifest);
  hold(trainer, start);
  const { gradients } = await trainer.gradients(texts, signal);
  const square = Object.values(gradients).reduce(
    (sum, each) => each.reduce((part, slope) => part + slope * slope, sum),
    0,
  );
  const reach = CHANGE_NATS / 2 / square;
  const losses = [];
  for (const way of [reach, -reach]) {
    hold(trainer, moved(start, gradients, way));
    losses.push((await trainer.loss(texts, signal)).nats);
  }
  const found = (losses[0] - losses[1]) / CHANGE_NATS;
  // Written so that NaN fails too.
  if (Math.abs(found - 1) <= TOLERANCE) return "";
  return `the loss changes ${found.toPrecision(3)} times as fast as its gradient says`;
}

/** @param {Trainer} trainer @param {Group} arrays */
function hold(trainer, arrays) {
  trainer.restore({ arrays, first: {}, second: {}, steps: 0 });
}

/** The same in every browser. @param {Manifest} manifest @returns {Group} */
function randomGroup({ adapters }) {
  const { layers, modules } = /** @type {NonNullable<Manifest["adapters"]>} */ (adapters);
  let state = 1;
  const draw = () => {
    // Lehmer's generator with Park and Miller's numbers (1988).
    state = (state * 48271) % 2147483647;
    return SPREAD * ((2 * state) / 2147483647 - 1);
  };
  const group = Object.entries(modules).flatMap(([module, [inputs, outputs]]) => {
    /** @type {[string, [number, number, number]][]} */
    const sizes = [
      [`${module}.A`, [layers, inputs, RANK]],
      [`${module}.B`, [layers, RANK, outputs]],
    ];
    return sizes.map(([name, size]) => [
      name,
      { size, data: Float32Array.from({ length: size[0] * size[1] * size[2] }, draw) },
    ]);
  });
  return Object.fromEntries(group);
}

/** @param {Group} group @param {Record<string, Float32Array>} along @param {number} reach @returns {Group} */
function moved(group, along, reach) {
  return Object.fromEntries(
    Object.entries(group).map(([name, { size, data }]) => [
      name,
      { size, data: Float32Array.from(data, (it, at) => it + reach * along[name][at]) },
    ]),
  );
}
