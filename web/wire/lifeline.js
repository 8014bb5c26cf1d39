/**
 * @file The lifeline: a Web Lock that a worker holds for as long as it lives.
 *
 * Whoever asks for the same lock gets it when the worker is gone, however it went: the one sign of
 * death that a crash, `self.close()` and `terminate()` have in common.
 * Knows nothing of what the worker does, or of what is done about its end.
 */

/**
 * In the worker: resolves once the lock is held; only the worker's end lets it go.
 * Without Web Locks it resolves at once, and error events are the only sign of death.
 * @param {string} lock @returns {Promise<void>}
 */
export function holdLifeline(lock) {
  if (!navigator.locks) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const forLife = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(lock, forLife).catch(reject);
  });
}

/**
 * Outside: calls `onGone` when the holder of `lock` is gone. Ask only once the worker said it holds it.
 * @param {string} lock @param {() => void} onGone @param {AbortSignal} signal ends the wait
 */
export function awaitGone(lock, onGone, signal) {
  navigator.locks
    ?.request(lock, { signal }, async () => onGone())
    .catch((error) => {
      if (!signal.aborted) throw error;
    });
}
