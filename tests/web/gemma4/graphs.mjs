// The tiny Gemma 4 under Node: ONNX Runtime's native build in the place of the browser's session.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { Caches } from "../../../web/engine/decoder/caches.js";
import { embeddingsOf, Gemma4Decoder } from "../../../web/engine/decoder/gemma4.js";
import { score, step } from "../../../web/engine/decoder/inference.js";

const CACHE = process.env.HEARTHSIDE_CACHE || join(homedir(), ".cache/hearthside");
export const FOLDER = join(CACHE, "models/tiny-gemma-4");
export const PLAN = { device: "wasm", threads: 1 };
export const never = new AbortController().signal;

/** A folder's manifest, and its files by the last part of their path. */
export async function readModel(folder = FOLDER) {
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const files = new Map();
  for (const { path } of manifest.files)
    files.set(path.split("/").at(-1), new Blob([await readFile(join(folder, path))]));
  return { manifest, files };
}

/** What runtime/session.js is in a browser. */
export class NodeSession {
  plan = PLAN;
  lost = new Promise(() => {});

  constructor(session) {
    this.session = session;
    this.inputs = session.inputNames;
    this.outputs = session.outputNames;
    this.inputMetadata = session.inputMetadata;
  }

  /** One of a model's graphs, by its name. */
  static async open({ manifest, files }, name) {
    const { graph, weights } = manifest.forms.wasm.graphs[name];
    const bytes = async (path) =>
      new Uint8Array(await files.get(path.split("/").at(-1)).arrayBuffer());
    const externalData = await Promise.all(
      weights.map(async (path) => ({ path: path.split("/").at(-1), data: await bytes(path) })),
    );
    const options = { externalData, intraOpNumThreads: 1 };
    return new NodeSession(await ort.InferenceSession.create(await bytes(graph), options));
  }

  tensor(type, data, dims) {
    return new ort.Tensor(type, data, dims);
  }

  run(feeds, fetches) {
    return this.session.run(feeds, fetches);
  }

  release() {
    return this.session.release();
  }
}

/** What inference.js asks of a model, over the decoder. */
export async function house(model) {
  const { manifest } = model;
  const session = await NodeSession.open(model, "decoder_model_merged");
  const decoder = new Gemma4Decoder(manifest, session, embeddingsOf(manifest, PLAN, model.files));
  const caches = new Caches(
    () => decoder.empty(),
    (tensor, length) => decoder.cut(tensor, length),
  );
  const asked = {
    manifest,
    plan: PLAN,
    table: null,
    offers: { hidden_states: false },
    run: (past, ids, question, placed) => decoder.run(past, ids, question, placed),
  };
  return {
    decoder,
    caches,
    step: (args, signal = never) => step(asked, caches, args, signal),
    score: (args) => score(asked, caches, args, never),
  };
}
