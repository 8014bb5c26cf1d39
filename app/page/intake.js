/**
 * @file Files that a person chose in a field or dropped on a place that takes them.
 *
 * A file field with `data-files` takes any number of files and folders, which are only announced
 * (handing.js). One with `data-bytes` gets a file's bytes, if there are no more than that says; any
 * other field gets its text; one with `data-media` leaves the file to media/hands.js. A place with `data-drop` takes what is dropped for the file field in it.
 * Knows nothing of what is in the files.
 */

import { readBytesFile, readTextFile } from "./files.js";
import { droppedFiles } from "./folders.js";

/** @typedef {(field: HTMLInputElement, data: Record<string, unknown>) => void} Taken */

/**
 * What the event of a file field carries: `filename` and `bytes`, or `text`; of a file that is too
 * large or cannot be read only its name and size. @param {HTMLInputElement} field @param {File} file
 */
export async function contentOf(field, file) {
  const { bytes } = field.dataset;
  if (bytes === undefined) return readTextFile(file);
  // A field that does not say how many takes any.
  return readBytesFile(file, Number(bytes) || Number.POSITIVE_INFINITY);
}

/** @param {Event} event @returns {HTMLElement | null} the place under a dragged file */
const placeOf = ({ target }) => (target instanceof Element ? target.closest("[data-drop]") : null);

/** @param {HTMLElement | null} place the only one to look ready to take something */
function mark(place) {
  for (const other of document.querySelectorAll(".dropping")) other.classList.remove("dropping");
  place?.classList.add("dropping");
}

/** @param {HTMLInputElement} field */
export const takesMany = (field) => field.dataset.files !== undefined;

/**
 * Those of the files that a field takes: all where it takes several.
 * @param {HTMLInputElement} field @param {ArrayLike<File> | null | undefined} files
 */
export const takenBy = ({ multiple }, files) =>
  Array.from(files ?? []).slice(0, multiple ? undefined : 1);

/**
 * Lets the places with `data-drop` take files.
 * @param {(field: HTMLInputElement, files: File[]) => void} taken
 * @param {(field: HTMLInputElement, found: import("./folders.js").Found) => void} given of fields that take many
 */
export function watchDrops(taken, given) {
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // Everywhere, so that a file dropped beside its place does not take the page away.
    event.preventDefault();
    const place = placeOf(event);
    event.dataTransfer.dropEffect = place ? "copy" : "none";
    mark(place);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) mark(null);
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    mark(null);
    const field = placeOf(event)?.querySelector("input[type=file]");
    if (!(field instanceof HTMLInputElement)) return;
    if (takesMany(field))
      void droppedFiles(event.dataTransfer).then((found) => given(field, found));
    else taken(field, takenBy(field, event.dataTransfer.files));
  });
}

/**
 * Takes pasted files for the first field on the page that takes pictures and sounds.
 * @param {(field: HTMLInputElement, files: File[]) => void} taken
 */
export function watchPastes(taken) {
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    const fields = document.querySelectorAll("input[data-media]");
    const field = [...fields].find((one) => !one.closest("[hidden]"));
    if (!files?.length || !(field instanceof HTMLInputElement) || field.disabled) return;
    event.preventDefault();
    taken(field, takenBy(field, files));
  });
}
