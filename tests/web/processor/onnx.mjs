// The decoder that ONNX Runtime computes, under Node: its native build in the place of the browser's session.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ort from "onnxruntime-node";
import { OnnxDecoder } from "../../../web/engine/decoder/onnx.js";

/** What runtime/session.js is in a browser. */
class NodeSession {
  plan = { device: "wasm", threads: 1 };
  lost = new Promise(() => {});

  constructor(session) {
    this.session = session;
    this.inputs = session.inputNames;
    this.outputs = session.outputNames;
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

/** @param {string} folder of a built model */
export async function openOnnx(folder, { manifest, files }) {
  const externalData = await Promise.all(
    [...files].map(async ([path, blob]) => ({
      path,
      data: new Uint8Array(await blob.arrayBuffer()),
    })),
  );
  const { graph, session_options } = manifest.forms.wasm;
  const options = { ...session_options, externalData, intraOpNumThreads: 1 };
  const session = await ort.InferenceSession.create(await readFile(join(folder, graph)), options);
  return new OnnxDecoder(manifest, new NodeSession(session));
}
