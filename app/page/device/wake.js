/**
 * @file Keeps the screen on while a model is fetched or at work: a device that falls asleep stops both.
 *
 * A browser that cannot, and a device that refuses (a low battery), are as before. A hidden page loses the lock and
 * gets it back when it is seen. Knows nothing of what goes on.
 */

/** @typedef {{request: (type: "screen") => Promise<Sentinel>}} Lockable the browser's navigator.wakeLock */
/** @typedef {{released: boolean, release: () => Promise<void>}} Sentinel */

export class ScreenWake {
  #wanted = false;
  #settling = false;
  /** @type {Sentinel | null} */
  #lock = null;

  /** @param {Lockable | undefined} lockable @param {Pick<Document, "hidden" | "addEventListener">} page */
  constructor(lockable, page) {
    this.lockable = lockable;
    this.page = page;
    page.addEventListener("visibilitychange", () => void this.#settle());
  }

  /** @param {boolean} on */
  want(on) {
    this.#wanted = on;
    void this.#settle();
  }

  get #held() {
    return this.#lock !== null && !this.#lock.released;
  }

  get #settled() {
    return this.#held === (this.#wanted && !this.page.hidden);
  }

  /** One at a time: what is wanted may change while the browser answers. */
  async #settle() {
    if (this.#settling || !this.lockable) return;
    this.#settling = true;
    try {
      while (!this.#settled) await this.#step(this.lockable);
    } catch {
      // It falls asleep as it would have.
    } finally {
      this.#settling = false;
    }
  }

  /** @param {Lockable} lockable */
  async #step(lockable) {
    if (this.#held) await this.#lock?.release();
    else this.#lock = await lockable.request("screen");
  }
}
