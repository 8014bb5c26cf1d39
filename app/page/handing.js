/**
 * @file Hands files over to the mind, one after another, when it asks for them.
 *
 * The page announces what a person gave and keeps only the handles; the mind asks for a file
 * (`file.read`) and gets exactly one answer: `file.content` with its bytes, `file.pages` with the
 * texts of a PDF's pages, or `file.error` with a reason. What a reason means to a person is written in
 * py/hearthside/documents/errors.py. Knows nothing of what becomes of the files.
 */

import { PdfError, PdfReader } from "./pdf.js";

/** @typedef {import("./folders.js").Given} Given */
/** @typedef {Record<string, any>} Data */
/** @typedef {{id: string, most_bytes: number, password?: string}} Asked */

/** So many files in one event; a list of thousands would hold up the mind. */
const AT_ONCE = 500;
const PROGRESS_EVERY_MS = 250;

export class FileHands {
  /** @type {Map<string, Given & {event: string, data: Data}>} */
  #kept = new Map();
  /** @type {Asked[]} */
  #asked = [];
  #busy = false;
  /** What is being read; a reading that is not wanted any more is told nothing of. @type {string} */
  #current = "";
  #given = 0;
  #pdfs;

  /**
   * @param {(name: string, data: Data) => void} tell
   * @param {string} vendor address of the folder of pdf.js
   */
  constructor(tell, vendor) {
    this.tell = tell;
    this.#pdfs = new PdfReader(vendor);
  }

  /** @param {string} event @param {Data} data @param {import("./folders.js").Found} found */
  announce(event, data, { given, left_out }) {
    const ids = given.map((one) => {
      const id = String(++this.#given);
      this.#kept.set(id, { ...one, event, data });
      return id;
    });
    this.#list(event, { ...data, left_out: String(left_out) }, ids);
  }

  /** A new mind knows nothing of what was given to the one before. */
  announceAgain() {
    const entries = [...this.#kept];
    for (const event of new Set(entries.map(([, one]) => one.event))) {
      const kept = entries.filter(([, one]) => one.event === event);
      const ids = kept.map(([id]) => id);
      this.#list(event, { ...kept[0][1].data, left_out: "0", again: "yes" }, ids);
    }
  }

  /** Nobody waits for answers any more. */
  rest() {
    this.#asked = [];
    this.#drop();
  }

  /** @param {Asked} asked */
  read(asked) {
    this.#asked.push(asked);
    if (!this.#busy) void this.#work();
  }

  /**
   * Lets go of files: of some, or of all that were announced by the event `of`, so that no room lets go
   * of another's. A reading under way of one of them ends. @param {{ids?: string[], of?: string}} which
   */
  forget({ of, ids = [...this.#kept.keys()].filter((id) => this.#kept.get(id)?.event === of) }) {
    for (const id of ids) {
      this.#kept.delete(id);
      if (id === this.#current) this.#drop();
    }
    this.#asked = this.#asked.filter(({ id }) => !ids.includes(id));
  }

  #drop() {
    this.#current = "";
    this.#pdfs.stop();
  }

  /** @param {string} event @param {Data} data @param {string[]} ids */
  #list(event, data, ids) {
    for (let first = 0; first === 0 || first < ids.length; first += AT_ONCE) {
      const some = ids.slice(first, first + AT_ONCE);
      const files = JSON.stringify(some.map((id) => this.#facts(id)));
      const more = first + AT_ONCE < ids.length ? "yes" : "";
      this.tell(event, { ...data, files, more, left_out: more ? "0" : data.left_out });
    }
  }

  /** @param {string} id */
  #facts(id) {
    const { file, path } = /** @type {Given} */ (this.#kept.get(id));
    return {
      id,
      name: file.name,
      path,
      size_bytes: file.size,
      modified_ms: file.lastModified,
    };
  }

  async #work() {
    this.#busy = true;
    for (let asked = this.#asked.shift(); asked; asked = this.#asked.shift()) {
      this.#current = asked.id;
      const { name, data } = await this.#answer(asked);
      const wanted = this.#current === asked.id;
      this.#current = "";
      if (wanted) this.tell(name, { id: asked.id, ...data });
    }
    this.#busy = false;
  }

  /** @param {Asked} asked @returns {Promise<{name: string, data: Data}>} */
  async #answer(asked) {
    const kept = this.#kept.get(asked.id);
    if (!kept) return refusal("forgotten");
    try {
      return await this.#content(kept, asked);
    } catch (error) {
      if (error instanceof PdfError) return refusal(error.reason);
      // A chosen file that has changed can never be read again; a dropped one can.
      if (!kept.fresh) return refusal("stale");
      return refusal(isMissing(error) ? "gone" : "changed");
    }
  }

  /** @param {Given} kept @param {Asked} asked @returns {Promise<{name: string, data: Data}>} */
  async #content(kept, asked) {
    const file = kept.fresh ? await kept.fresh() : kept.file;
    if (file.size > asked.most_bytes) return refusal("large");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const now = kept.fresh ? await kept.fresh() : file;
    if (now.size !== file.size || now.lastModified !== file.lastModified) return refusal("changed");
    const facts = { size_bytes: String(file.size), modified_ms: String(file.lastModified) };
    if (!file.name.toLowerCase().endsWith(".pdf"))
      return { name: "file.content", data: { ...facts, bytes } };
    return { name: "file.pages", data: { ...facts, ...(await this.#pages(bytes, asked)) } };
  }

  /** @param {Uint8Array<ArrayBuffer>} content @param {Asked} asked */
  async #pages(content, { id, password }) {
    const hash = await sha256(content);
    let told_ms = Number.NEGATIVE_INFINITY;
    const onPage = (/** @type {number} */ page, /** @type {number} */ pages) => {
      if (performance.now() - told_ms < PROGRESS_EVERY_MS || this.#current !== id) return;
      told_ms = performance.now();
      this.tell("file.progress", { id, page: String(page), pages: String(pages) });
    };
    const { title, pages } = await this.#pdfs.read(content, password, onPage);
    return { hash, title, bytes: new TextEncoder().encode(JSON.stringify(pages)) };
  }
}

/** @param {string} reason */
const refusal = (reason) => ({ name: "file.error", data: { reason } });

/** @param {unknown} error */
const isMissing = (error) => error instanceof DOMException && error.name === "NotFoundError";

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
