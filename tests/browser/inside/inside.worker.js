/** Boots Pyodide, unpacks the suite beside this file, tells of each test and of the end. */

import { loadPyodide } from "./pyodide/pyodide.mjs";

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

async function run() {
  const lines = [];
  const keep = (line) => lines.push(line);
  const indexURL = new URL("./pyodide/", import.meta.url).href;
  const python = await loadPyodide({ indexURL, stdout: keep, stderr: keep });
  python.registerJsModule("watchdog", { began: (test) => postMessage({ began: test }) });
  for (const name of ["packages.zip", "suite.zip"]) {
    python.unpackArchive(await bytesOf(name), "zip", { extractDir: "/suite" });
  }
  const code = await python.runPythonAsync(await (await fetch("inside.py.txt")).text());
  return { code, text: lines.join("\n") };
}

run()
  .catch((error) => ({ code: -1, text: String(error) }))
  .then(postMessage);
