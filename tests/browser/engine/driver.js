// Puts an engine into the page, as the site's own supervisor keeps it, and `ask` to speak to it.
// Evaluated in the page by test_engine.py; the last expression is a promise.
(async () => {
  const { superviseEngine } = await import("/web/page/supervisor.js");
  const { Peer } = await import("/web/wire/rpc.js");
  let peer = null;
  globalThis.states = [];
  globalThis.engine = superviseEngine({
    onPort: (port) => {
      peer?.lost("engine.lost", "The engine was lost.");
      peer = new Peer(port);
    },
    onWorker: (_kind, state) => globalThis.states.push(state),
  });
  /** Numbers in an array, as Playwright carries them. */
  const plain = (value) =>
    Object.fromEntries(
      Object.entries(value).map(([name, it]) => [name, ArrayBuffer.isView(it) ? [...it] : it]),
    );
  /** The value, or the failure as {error, message, detail}. */
  globalThis.ask = async (op, args = {}, options = {}) => {
    try {
      return plain(await peer.call(op, args, options));
    } catch (error) {
      return { error: error.code, message: error.message, detail: error.detail };
    }
  };
  /** Asks, and stops or kills after a while: `how` is "stop" or "kill". */
  globalThis.interrupt = async (op, args, how, after_ms) => {
    const stop = new AbortController();
    const answer = globalThis.ask(op, args, { signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, after_ms));
    const started_ms = performance.now();
    if (how === "kill") globalThis.engine.kill();
    else stop.abort();
    const value = await answer;
    return { value, ms: performance.now() - started_ms };
  };
  /** Overwrites the kept file of that hash with zeros. */
  globalThis.damage = async (sha256) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("hearthside-files");
    const handle = await folder.getFileHandle(sha256);
    const { size } = await handle.getFile();
    const writable = await handle.createWritable();
    await writable.write(new Uint8Array(size));
    await writable.close();
  };
})();
