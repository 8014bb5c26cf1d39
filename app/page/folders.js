/**
 * @file Which files a person gave: chosen in a field, or dropped, alone or with the folders they lie in.
 *
 * Looks at names and sizes only; nothing is read. What begins with a dot is hidden, and stays so.
 * Knows nothing of kinds of files.
 */

/** More than a person's folder of papers; a whole disk would keep the page busy for minutes. */
const MOST_FILES = 20_000;

/**
 * A file that can be read later. `fresh` gives it as it is at that time; null where the browser only
 * ever shows it as it was when it was chosen.
 * @typedef {{file: File, path: string, fresh: (() => Promise<File>) | null}} Given
 */
/** @typedef {{given: Given[], left_out: number}} Found */

/** @param {HTMLInputElement} field with `multiple` or `webkitdirectory` @returns {Found} */
export function chosenFiles(field) {
  const given = [...(field.files ?? [])].map((file) => ({
    file,
    path: file.webkitRelativePath || file.name,
    fresh: null,
  }));
  return limited(given.filter(({ path }) => !path.split("/").some(isHidden)));
}

/**
 * The files of a drop, those in folders too. To be called while the drop is being told of: the
 * browser takes its list away afterwards. @param {DataTransfer} transfer @returns {Promise<Found>}
 */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  /** @type {Given[]} */
  const given = [];
  for (const entry of entries) {
    if (entry instanceof File) given.push({ file: entry, path: entry.name, fresh: null });
    else if (entry) await walk(entry, given);
  }
  return limited(given);
}

/**
 * Everything below an entry. What cannot be looked at is passed over: it may be another's.
 * @param {FileSystemEntry} top @param {Given[]} given
 */
async function walk(top, given) {
  const waiting = [top];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (isHidden(entry.name)) continue;
    if (isFolder(entry)) waiting.push(...(await entriesOf(entry).catch(() => [])));
    else given.push(...(await givenBy(/** @type {FileSystemFileEntry} */ (entry))));
  }
}

/** @param {FileSystemEntry} entry @returns {entry is FileSystemDirectoryEntry} */
const isFolder = (entry) => entry.isDirectory;

/** One file, or none when it is gone. @param {FileSystemFileEntry} entry @returns {Promise<Given[]>} */
async function givenBy(entry) {
  const fresh = () => new Promise((resolve, reject) => entry.file(resolve, reject));
  const path = entry.fullPath.replace(/^\//, "");
  return fresh().then(
    (file) => [{ file, path, fresh }],
    () => [],
  );
}

/** A folder's entries; the browser gives a hundred at a time. @param {FileSystemDirectoryEntry} folder */
async function entriesOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}

/** In the order of their paths, which is how a person sees them. @param {Given[]} given @returns {Found} */
function limited(given) {
  given.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { given: given.slice(0, MOST_FILES), left_out: Math.max(0, given.length - MOST_FILES) };
}

/** @param {string} name */
const isHidden = (name) => name.startsWith(".");
