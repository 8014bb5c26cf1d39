/**
 * @file What a person typed: read by name, filled by name, and kept for the tab's life.
 *
 * Typed text lives in the DOM and in this tab's session storage, so no lost worker and no reload can
 * take it. Knows nothing of what the fields mean.
 */

/** A form with `data-kept` is found again by its id. */
const KEPT = "hearthside.fields.";

/** @typedef {Record<string, string>} Fields */

/** The fields of a form by name; files are left out. @param {HTMLFormElement} form @returns {Fields} */
export function readFields(form) {
  /** @type {Fields} */
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}

/** Sets the named fields of a form, as if typed. @param {HTMLFormElement} form @param {Fields} fields */
export function fillFields(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const control = form.elements.namedItem(name);
    if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      const before = control.value;
      control.value = value;
      if (control instanceof HTMLSelectElement && !control.value) control.value = before;
    }
  }
  keepFields(form);
}

/** Fills only what is empty. @param {HTMLFormElement} form @param {Fields} fields */
export function offerFields(form, fields) {
  const standing = readFields(form);
  const empty = Object.entries(fields).filter(([name]) => !standing[name]);
  fillFields(form, Object.fromEntries(empty));
}

/** @param {HTMLFormElement} form @returns {boolean} whether a reload would find it again */
export function keepFields(form) {
  return keep(KEPT + form.id, JSON.stringify(readFields(form)));
}

/** The forms whose fields outlive a reload. @returns {HTMLFormElement[]} */
export function keptForms() {
  return [...document.forms].filter((form) => form.dataset.kept !== undefined);
}

/** Puts back what was typed before a reload. @param {HTMLFormElement} form */
export function restoreFields(form) {
  const text = kept(KEPT + form.id);
  if (text) fillFields(form, fieldsOf(text));
}

/** What can be read of kept fields: a person's own hand may have been in the storage. @param {string} text @returns {Fields} */
function fieldsOf(text) {
  try {
    const fields = Object.entries(JSON.parse(text) ?? {});
    return Object.fromEntries(fields.filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
}

/** What is kept under names that begin with `prefix`, by the rest of the name. @param {string} prefix @returns {Record<string, string>} */
export function keptParts(prefix) {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
    return Object.fromEntries(names.map((name) => [name.slice(prefix.length), kept(name)]));
  } catch {
    return {};
  }
}

/**
 * Session storage that may be full or forbidden: then the tab's memory alone holds the text.
 * @param {string} key @param {string} text @returns {boolean} whether it is kept
 */
export function keep(key, text) {
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    // A private window or a full quota. What is in the DOM and in memory stays.
    return false;
  }
}

/** @param {string} key @returns {string} */
export function kept(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
