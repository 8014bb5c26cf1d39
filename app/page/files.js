/**
 * @file Carrying text out of the page and into it: downloads, the clipboard, chosen files.
 *
 * Knows nothing of what the text is.
 */

/** More than any shelf of stories; a larger file is not one. */
const LARGEST_BYTES = 64_000_000;

/** Offers `text` as a download. @param {string} name @param {string} type @param {string} text */
export function saveFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
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

/** The text of a chosen file. Throws RangeError when it is far too large. @param {File} file */
export async function readTextFile(file) {
  if (file.size > LARGEST_BYTES) throw new RangeError("The file is too large.");
  return await file.text();
}
