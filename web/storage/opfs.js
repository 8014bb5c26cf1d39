/**
 * @file The byte store in the origin's own file system: a folder for each bucket.
 *
 * A crash or another program may leave a folder where a file should be, or the other way round: what is
 * of the wrong kind is nobody's work and makes way. Writes go through handles that only a worker has.
 */

/** @typedef {import("./bytes.js").Bucket} Bucket */
/** @typedef {import("./bytes.js").ByteStore} ByteStore */
/** @typedef {import("./bytes.js").Part} Part */

const PART = ".part";

/**
 * @param {() => Promise<FileSystemDirectoryHandle>} root asked each time: the person may delete all of it
 * @returns {ByteStore}
 */
export function opfsStore(root) {
  return {
    kind: "opfs",
    async bucket({ folder }, name) {
      const place = await folderIn(await root(), folder);
      return opfsBucket(name === undefined ? place : await folderIn(place, name));
    },
  };
}

/** @param {FileSystemDirectoryHandle} folder @returns {Bucket} */
function opfsBucket(folder) {
  const all = async () => {
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  };
  /** @param {string} name */
  const entryOf = async (name) => {
    const { size = 0 } = (await (await fileIn(folder, name))?.getFile()) ?? {};
    const complete = !name.endsWith(PART);
    return { name: complete ? name : name.slice(0, -PART.length), bytes: size, complete };
  };
  return {
    names: async () => (await all()).filter((name) => !name.endsWith(PART)),
    list: async () => Promise.all((await all()).map(entryOf)),
    read: async (name) => (await fileIn(folder, name))?.getFile() ?? null,
    async write(name, bytes) {
      const part = await opfsPart(folder, name);
      try {
        await part.truncate(0);
        await part.append(bytes);
        await part.commit();
      } catch (error) {
        await part.close();
        await removeIn(folder, name + PART);
        throw error;
      }
    },
    part: (name) => opfsPart(folder, name),
    async patch(name, at_bytes, bytes) {
      const handle = await (await folder.getFileHandle(name)).createSyncAccessHandle();
      try {
        handle.write(bytes, { at: at_bytes });
        handle.flush();
      } finally {
        handle.close();
      }
    },
    async delete(name) {
      await Promise.all([removeIn(folder, name), removeIn(folder, name + PART)]);
    },
    async sweep() {
      const parts = (await all()).filter((name) => name.endsWith(PART));
      for (const name of parts) await removeIn(folder, name);
    },
  };
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name @returns {Promise<Part>} */
async function opfsPart(folder, name) {
  const file = /** @type {FileSystemFileHandle} */ (
    await fileIn(folder, name + PART, { create: true })
  );
  const handle = await file.createSyncAccessHandle();
  const part = {
    size_bytes: handle.getSize(),
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    async append(bytes) {
      const written = handle.write(bytes, { at: part.size_bytes });
      if (written !== bytes.length)
        throw new DOMException("The disk took only a part.", "QuotaExceededError");
      handle.flush();
      part.size_bytes += written;
    },
    /** @param {number} size_bytes */
    async truncate(size_bytes) {
      handle.truncate(size_bytes);
      part.size_bytes = size_bytes;
    },
    /** @param {number} at_bytes @param {number} size_bytes */
    async read(at_bytes, size_bytes) {
      const bytes = new Uint8Array(size_bytes);
      return bytes.subarray(0, handle.read(bytes, { at: at_bytes }));
    },
    async commit() {
      handle.close();
      // Takes the place of the file before it in one step.
      await /** @type {any} */ (file).move(name);
    },
    async close() {
      handle.close();
    },
  };
  return part;
}

/** @param {unknown} error @param {string} name */
const isCalled = (error, name) => error instanceof DOMException && error.name === name;

/**
 * The file of that name; null where there is none, unless `create`.
 * @param {FileSystemDirectoryHandle} folder @param {string} name @param {{create?: boolean}} [options]
 * @returns {Promise<FileSystemFileHandle | null>}
 */
async function fileIn(folder, name, { create = false } = {}) {
  try {
    return await folder.getFileHandle(name, { create });
  } catch (error) {
    if (isCalled(error, "NotFoundError")) return null;
    if (!isCalled(error, "TypeMismatchError")) throw error;
    await removeIn(folder, name);
    return create ? folder.getFileHandle(name, { create }) : null;
  }
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name @returns {Promise<FileSystemDirectoryHandle>} */
async function folderIn(folder, name) {
  try {
    return await folder.getDirectoryHandle(name, { create: true });
  } catch (error) {
    if (!isCalled(error, "TypeMismatchError")) throw error;
    await removeIn(folder, name);
    return folder.getDirectoryHandle(name, { create: true });
  }
}

/** What is not there is as good as removed. @param {FileSystemDirectoryHandle} folder @param {string} name */
async function removeIn(folder, name) {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isCalled(error, "NotFoundError")) throw error;
  }
}
