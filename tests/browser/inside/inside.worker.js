/** Boots Pyodide, unpacks the suite beside this file, tells of each test and of the end; asked, what is waited for. */

import { loadPyodide } from "./pyodide/pyodide.mjs";

const STACKS = `
import asyncio, io
said = io.StringIO()
for task in asyncio.all_tasks(asyncio.get_event_loop()):
    task.print_stack(file=said)
said.getvalue()
`;

const bytesOf = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());

/** What every task waits for, once Python is there. @type {() => string} */
let standing = () => "Pyodide is not there yet";

// Heard while Python waits; a test that never gives way is heard of by its name alone.
self.onmessage = () => postMessage({ where: standing() });

async function run() {
  const lines = [];
  const keep = (line) => lines.push(line);
  const indexURL = new URL("./pyodide/", import.meta.url).href;
  const python = await loadPyodide({ indexURL, stdout: keep, stderr: keep });
  python.registerJsModule("watchdog", { began: (test) => postMessage({ began: test }) });
  for (const name of ["packages.zip", "suite.zip"]) {
    python.unpackArchive(await bytesOf(name), "zip", { extractDir: "/suite" });
  }
  standing = () => python.runPython(STACKS);
  const code = await python.runPythonAsync(await (await fetch("inside.py.txt")).text());
  return { code, text: lines.join("\n") };
}

run()
  .catch((error) => ({ code: -1, text: String(error) }))
  .then(postMessage);
