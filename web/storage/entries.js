/**
 * @file Entries of the origin's own file system, whatever lies in their place.
 *
 * A crash or another program may leave a folder where a file should be, or the other way round: what is
 * of the wrong kind is nobody's work and makes way. Knows nothing of what the files are.
 */

/** @param {unknown} error @param {string} name */
const isCalled = (error, name) => error instanceof DOMException && error.name === name;

/**
 * The file of that name; null where there is none, unless `create`.
 * @param {FileSystemDirectoryHandle} folder @param {string} name @param {{create?: boolean}} [options]
 * @returns {Promise<FileSystemFileHandle | null>}
 */
export async function fileIn(folder, name, { create = false } = {}) {
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
export async function folderIn(folder, name) {
  try {
    return await folder.getDirectoryHandle(name, { create: true });
  } catch (error) {
    if (!isCalled(error, "TypeMismatchError")) throw error;
    await removeIn(folder, name);
    return folder.getDirectoryHandle(name, { create: true });
  }
}

/** What is not there is as good as removed. @param {FileSystemDirectoryHandle} folder @param {string} name */
export async function removeIn(folder, name) {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isCalled(error, "NotFoundError")) throw error;
  }
}
