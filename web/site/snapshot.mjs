/**
 * Makes the memory snapshot the mind boots from:
 *   node web/site/snapshot.mjs RUNTIME_FOLDER OUT PACKAGES ARCHIVE...
 *
 * RUNTIME_FOLDER holds Pyodide's files as the site serves them (a snapshot fits only the build it was
 * made with), PACKAGES is a comma-separated list, each ARCHIVE a wheel or zip that holds them.
 * Build time only. Does not know what the packages do.
 */

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [runtime, out, packages, ...archives] = process.argv.slice(2);

// The worker has this object too: Python may import it now and finds the real one after the boot.
Object.assign(globalThis, { hearthside: { post() {}, listen: null } });

// Node shows the line that threw, and Pyodide's only line is a megabyte long.
process.on("uncaughtException", (error) => {
  console.error(String(error));
  process.exit(1);
});

const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`).href);
const python = await loadPyodide({ _makeSnapshot: true, indexURL: `${runtime}/` });
for (const archive of archives)
  python.unpackArchive(new Uint8Array(await readFile(archive)), "zip");
await python.runPythonAsync(await readFile(new URL("warm.py", import.meta.url), "utf8"));
const warm = python.globals.get("warm");
console.log(`${warm(packages.split(","))} modules`);
warm.destroy();
await writeFile(out, gzipSync(python.makeMemorySnapshot(), { level: 9 }));
