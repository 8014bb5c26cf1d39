/**
 * @file transformers.js by itself, on the site's own files, for contenders that are made of it.
 *
 * Knows transformers.js only: no wire, no Python, no store.
 */

const ROOT = new URL("../../", import.meta.url).href;

/** What a session of the WASM form has to be given, the weights with it. @param {string} model */
export async function sessionOptions(model) {
  const folder = `${ROOT}models/${model}/`;
  const manifest = await (await fetch(`${folder}manifest.json`)).json();
  /** @type {{path: string}[]} */
  const files = manifest.files.filter((/** @type {any} */ file) => file.path.endsWith(".bin"));
  const externalData = await Promise.all(
    files.map(async ({ path }) => ({
      path: path.split("/").at(-1) ?? path,
      data: new Uint8Array(await (await fetch(folder + path)).arrayBuffer()),
    })),
  );
  return { ...manifest.forms.wasm.session_options, externalData };
}

/** What our graph is fed where no adapter stands beside its weights. @param {any} transformers @param {string} model */
export async function noAdapter({ Tensor }, model) {
  const { adapters } = await (await fetch(`${ROOT}models/${model}/manifest.json`)).json();
  const { layers, modules } = adapters;
  const none = (/** @type {number[]} */ size) => new Tensor("float32", new Float32Array(), size);
  const entries = Object.entries(modules).flatMap(([name, [inputs, outputs]]) => [
    [`${name}.A`, none([layers, inputs, 0])],
    [`${name}.B`, none([layers, 0, outputs])],
  ]);
  return Object.fromEntries(entries);
}

/** @param {number} threads @returns {Promise<any>} the module, set up for the plain WASM build */
export async function startTransformers(threads) {
  // @ts-expect-error served by the site
  const transformers = await import("../../vendor/transformers.min.js");
  const { env } = transformers;
  Object.assign(env, {
    remoteHost: ROOT,
    remotePathTemplate: "models/{model}/",
    useBrowserCache: false,
    useWasmCache: false,
  });
  const build = `${ROOT}vendor/ort/ort-wasm-simd-threaded`;
  Object.assign(env.backends.onnx.wasm, {
    wasmPaths: { mjs: `${build}.mjs`, wasm: `${build}.wasm` },
    numThreads: threads,
  });
  return transformers;
}
