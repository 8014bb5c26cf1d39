/**
 * @file Other tabs of the same site: how many there are, and word of a changed shelf.
 *
 * Each tab holds a lifeline of its own and waits for the end of all others, so none is counted that is
 * gone, however it went. Knows nothing of what the tabs do.
 */

import { awaitGone, holdLifeline } from "../../web/wire/lifeline.js";

const PREFIX = "hearthside-tab-";

/**
 * @param {(others: number) => void} onOthers how many other tabs are open, when that changes
 * @param {() => void} onShelf another tab changed the shelf
 * @returns {{shelfChanged: () => void}}
 */
export function watchTabs(onOthers, onShelf) {
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel("hearthside") : null;
  const own = `${PREFIX}${crypto.randomUUID()}`;
  const { signal } = new AbortController(); // a tab waits as long as it lives
  const others = new Set();
  /** @param {string} tab */
  const gone = (tab) => {
    others.delete(tab);
    onOthers(others.size);
  };
  const look = async () => {
    const { held = [] } = (await navigator.locks?.query?.()) ?? {};
    const found = held.flatMap(({ name = "" }) =>
      name.startsWith(PREFIX) && name !== own && !others.has(name) ? name : [],
    );
    for (const tab of found) {
      others.add(tab);
      awaitGone(tab, () => gone(tab), signal);
    }
    if (found.length) onOthers(others.size);
  };
  const hello = () => {
    channel?.postMessage("here");
    return look();
  };
  void holdLifeline(own).then(hello);
  channel?.addEventListener("message", ({ data }) => {
    if (data === "shelf") onShelf();
    else void look();
  });
  document.addEventListener("visibilitychange", () => void look());
  return { shelfChanged: () => channel?.postMessage("shelf") };
}
