// An adapter of random numbers for a model, as a file has it: float16, one array after another.
import { adapterOf } from "../../../web/engine/decoder/adapters.js";

/** The same numbers for the same rank: about 0.03 each, as after some training. */
export function halvesOf({ adapters: { layers, modules } }, rank) {
  const numbers = Object.values(modules).reduce(
    (sum, [inputs, outputs]) => sum + inputs + outputs,
    0,
  );
  let seed = rank;
  return Uint16Array.from({ length: layers * rank * numbers }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const sign = seed & 0x10000 ? 0x8000 : 0;
    return sign | (0x2400 + ((seed >> 8) & 0x7ff)); // 0.016 to 0.06
  });
}

export const adapterFor = (manifest, rank) =>
  adapterOf(manifest, rank, new Uint8Array(halvesOf(manifest, rank).buffer));
