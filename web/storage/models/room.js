/**
 * @file Whether this device has room for files, asked before they are fetched.
 *
 * Knows what a browser says of its room; knows nothing of models.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { megabytes } from "../errors.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {{bucket: import("../bytes.js").Bucket, estimate: () => Promise<{quota?: number, usage?: number}>}} RoomPorts */

/** @param {FileEntry[]} files @param {RoomPorts} ports @throws {WireError} storage.full */
export async function checkRoom(files, ports) {
  const here = new Map((await ports.bucket.list()).map(({ name, bytes }) => [name, bytes]));
  const missing = files.reduce(
    (sum_bytes, file) => sum_bytes + file.bytes - (here.get(file.sha256) ?? 0),
    0,
  );
  const { quota, usage = 0 } = await ports.estimate();
  if (quota !== undefined && missing > quota - usage) throw await fullError(missing, ports);
}

/** @param {number} needed_bytes @param {RoomPorts} ports @returns {Promise<WireError>} */
export async function fullError(needed_bytes, ports) {
  const { quota = 0, usage = 0 } = await ports.estimate();
  const free = megabytes(Math.max(0, quota - usage));
  const message =
    `There is not enough room for the model: ${megabytes(needed_bytes)} are needed and ${free} are free. ` +
    "Free some disk space or remove a model kept here, then try again. A private window has less room.";
  const detail = JSON.stringify({ needed_bytes, quota, usage });
  return new WireError(Code.STORAGE_FULL, message, detail);
}
