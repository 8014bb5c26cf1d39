/**
 * @file Carrying text and bytes out of the page and into it: downloads, the clipboard, chosen files.
 *
 * Knows nothing of what they are.
 */

/** More than any shelf of stories; a larger file is not one. */
const LARGEST_BYTES = 64_000_000;

/**
 * Offers `content` as a download.
 * @param {string} name @param {string} type @param {string | Uint8Array<ArrayBuffer>} content
 */
export function saveFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click returns; a minute is ample for that.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * Copies `text`; where the browser refuses, shows it in a field, selected, to be copied by hand.
 * @param {string} text @returns {Promise<boolean>} whether it is on the clipboard
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    showForCopying(text);
    return false;
  }
}

/** @param {string} text */
function showForCopying(text) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("copy-dialog"));
  const area = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
  area.value = text;
  dialog.showModal();
  area.select();
}

/**
 * The text of a chosen file with its name and size; of one that is too large, or cannot be read, only
 * name, size and why, in words for a person.
 * @param {File} file
 * @returns {Promise<{filename: string, size_bytes: number, text: string}
 *   | {filename: string, size_bytes: number, refused: string}>}
 */
export async function readTextFile(file) {
  const facts = { filename: file.name, size_bytes: file.size };
  if (file.size > LARGEST_BYTES) {
    const [size, most] = [file.size, LARGEST_BYTES].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`);
    return {
      ...facts,
      refused: `${file.name} has ${size}, and no more than ${most} can be read here.`,
    };
  }
  try {
    return { ...facts, text: await file.text() };
  } catch {
    return { ...facts, refused: `${file.name} could not be read. Choose it again.` };
  }
}

/**
 * A chosen file's bytes with its name and size; of one that is too large, which is not even read, or
 * that cannot be read, only name, size and why.
 * @param {File} file @param {number} most_bytes
 * @returns {Promise<{filename: string, size_bytes: number, bytes: Uint8Array<ArrayBuffer>}
 *   | {filename: string, size_bytes: number, refused: "large" | "unreadable"}>}
 */
export async function readBytesFile(file, most_bytes) {
  const facts = { filename: file.name, size_bytes: file.size };
  if (file.size > most_bytes) return { ...facts, refused: "large" };
  try {
    return { ...facts, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    return { ...facts, refused: "unreadable" };
  }
}
