/**
 * Compiles AssemblyScript: `node web/site/assembly.mjs SOURCE.ts FOLDER` makes threads.wasm and single.wasm there.
 *
 * Build time and tests only. Does not know what the code computes.
 */

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/** No collector, no checks that cannot fail: the code keeps its own memory, which comes from outside. */
const OPTIONS = [
  ...["--runtime", "stub", "--importMemory", "--use", "abort=", "--noAssert"],
  ...["-O3", "--enable", "simd"],
];
/** The most that a shared memory may grow to. */
const SHARED = [
  ...["--enable", "threads", "--sharedMemory"],
  ...["--initialMemory", "1", "--maximumMemory", "65536"],
];

/** @param {string} path of a .ts file @param {boolean} threads @returns {Promise<Uint8Array>} the .wasm; throws what is wrong in it */
export async function compiled(path, threads) {
  const folder = await mkdtemp(join(tmpdir(), "assembly-"));
  const out = join(folder, "out.wasm");
  try {
    const source = ["--baseDir", dirname(path), basename(path), "--outFile", out];
    const { error, stderr } = await asc.main([...source, ...OPTIONS, ...(threads ? SHARED : [])]);
    if (error) throw new Error(`${path}: ${error.message}\n${stderr}`);
    return new Uint8Array(await readFile(out));
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , source, folder] = argv;
  await mkdir(folder, { recursive: true });
  for (const [name, threads] of [
    ["threads", true],
    ["single", false],
  ])
    await writeFile(join(folder, `${name}.wasm`), await compiled(source, threads));
}
