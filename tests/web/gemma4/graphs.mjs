// The tiny Gemma 4 under Node: the engine's own classes, with ONNX Runtime's native build in the place of the browser's.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { Gemma4Decoder } from "../../../web/engine/decoder/gemma4.js";
import { score, step } from "../../../web/engine/decoder/inference.js";
import { LanguageModel } from "../../../web/engine/decoder/model.js";
import { Encoders } from "../../../web/engine/media/encoders.js";
import { Media } from "../../../web/engine/media/media.js";
import { filesOf } from "../../../web/storage/models/manifest.js";

const CACHE = process.env.HEARTHSIDE_CACHE || join(homedir(), ".cache/hearthside");
export const FOLDER = join(CACHE, "models/tiny-gemma-4");
export const PLAN = { device: "wasm", threads: 1, component: "onnx" };
export const never = new AbortController().signal;

const lastPart = (path) => path.split("/").at(-1);

/** A folder's manifest, and its files by the last part of their path. */
export async function readModel(folder = FOLDER) {
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const files = new Map();
  for (const { path } of manifest.files)
    files.set(lastPart(path), new Blob([await readFile(join(folder, path))]));
  return { manifest, files };
}

/** What runtime/runtime.js is in a browser. */
export class NodeRuntime {
  plan = PLAN;
  /** The graphs whose session was opened and not released, in order. */
  open = [];

  constructor(files) {
    this.files = files;
  }

  async session({ forms }, _architecture, name, files = this.files) {
    const { graph, weights } = forms.wasm.graphs[name];
    const bytes = async (path) => new Uint8Array(await files.get(lastPart(path)).arrayBuffer());
    const externalData = await Promise.all(
      weights.map(async (path) => ({ path: lastPart(path), data: await bytes(path) })),
    );
    this.open.push(name);
    const options = { externalData, intraOpNumThreads: 1 };
    return ort.InferenceSession.create(await bytes(graph), options);
  }

  tensor(type, data, dims) {
    return new ort.Tensor(type, data, dims);
  }

  giveBack() {
    this.open.pop();
  }
}

/** Files of an encoder, as the store brings them; `asked` remembers which were asked for. */
function bringing({ manifest, files }, asked) {
  return async (kind, _asked, open) => {
    asked.push(kind);
    const paths = filesOf(manifest, "wasm", kind).map(({ path }) => lastPart(path));
    return open(new Map(paths.map((path) => [path, files.get(path)])));
  };
}

/** The whole model but its tokenizer, and what the wire asks of it; by another decoder than ONNX Runtime's, if one is given. */
export async function house(model, other = null) {
  const { manifest, files } = model;
  const runtime = new NodeRuntime(files);
  const brought = [];
  const decoder = other ?? (await Gemma4Decoder.open(runtime, manifest, files));
  const encoders = new Encoders(async () => runtime, manifest, bringing(model, brought));
  const media = new Media(manifest, encoders);
  const whole = new LanguageModel(manifest, null, decoder, null, media);
  const { caches } = whole;
  return {
    ...{ runtime, brought, decoder, encoders, media, caches, whole },
    step: (args, signal = never) => step(whole, caches, args, signal),
    score: (args) => score(whole, caches, args, never),
    encode: (args, signal = never) => media.encode(args, { signal, part: () => {} }),
  };
}
