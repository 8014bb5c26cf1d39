/**
 * @file Other tabs of the same site: how many there are, and word of a changed shelf.
 *
 * Each tab holds a Web Lock of its own, which ends with the tab however it ends, so the count is never
 * stale for long. Knows nothing of what the tabs do.
 */

const PREFIX = "hearthside-tab-";

/**
 * @param {(others: number) => void} onOthers how many other tabs are open, when that changes
 * @param {() => void} onShelf another tab changed the shelf
 * @returns {{shelfChanged: () => void}}
 */
export function watchTabs(onOthers, onShelf) {
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel("hearthside") : null;
  let others = 0;
  const count = async () => {
    const { held = [] } = (await navigator.locks?.query?.()) ?? {};
    const tabs = held.filter(({ name }) => name?.startsWith(PREFIX)).length;
    const now = Math.max(0, tabs - 1);
    if (now !== others) onOthers(now);
    others = now;
  };
  const hello = () => {
    channel?.postMessage("here");
    void count();
  };
  navigator.locks?.request(`${PREFIX}${crypto.randomUUID()}`, () => {
    hello();
    return new Promise(() => {});
  });
  channel?.addEventListener("message", ({ data }) => {
    if (data === "shelf") onShelf();
    // A closing tab says so before its lock is gone.
    else setTimeout(count, data === "bye" ? 500 : 0);
  });
  addEventListener("pagehide", () => channel?.postMessage("bye"));
  addEventListener("pageshow", hello);
  document.addEventListener("visibilitychange", () => void count());
  return { shelfChanged: () => channel?.postMessage("shelf") };
}
