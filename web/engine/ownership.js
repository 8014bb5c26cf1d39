/**
 * @file One tab owns a model that weighs gigabytes: two of them at once are more than most devices have.
 *
 * A Web Lock says whose it is, so it goes with its tab, however that ends. Knows nothing of how a model is loaded; a
 * browser without such locks lets every tab have one.
 */

import { WireError } from "../wire/rpc.js";
import { Code } from "../wire/wire.gen.js";

/** @typedef {import("../storage/models/manifest.js").Manifest} Manifest */

const LOCK = "hearthside-large-model";
const LARGE_BYTES = 1_500_000_000;

/** Whether it is large in every form. @param {Pick<Manifest, "needs">} manifest */
export function isLarge({ needs = /** @type {any} */ ({}) }) {
  const each = Object.values(needs).map(({ memory_bytes }) => memory_bytes);
  return each.length > 0 && Math.min(...each) >= LARGE_BYTES;
}

export class Ownership {
  /** Ends the lock, where it is held. @type {(() => void) | null} */
  #letGo = null;

  /** @param {Pick<LockManager, "request"> | undefined} locks */
  constructor(locks) {
    this.locks = locks;
  }

  /** @param {Manifest} manifest @throws {WireError} model.unfit: another tab has a large one */
  async take(manifest) {
    const { locks } = this;
    if (this.#letGo || !locks || !isLarge(manifest)) return;
    await new Promise((resolve, reject) => {
      const granted = (/** @type {Lock | null} */ lock) => {
        if (!lock) return reject(elsewhere(manifest));
        resolve(undefined);
        return new Promise((letGo) => {
          this.#letGo = () => letGo(undefined);
        });
      };
      locks.request(LOCK, { ifAvailable: true }, granted).catch(reject);
    });
  }

  letGo() {
    this.#letGo?.();
    this.#letGo = null;
  }
}

/** @param {Manifest} manifest */
function elsewhere({ title }) {
  const message =
    `Another tab of Hearthside has a large model loaded, and two at once are too much for most devices. ` +
    `Use ${title} there, or close that tab.`;
  return new WireError(Code.MODEL_UNFIT, message);
}
