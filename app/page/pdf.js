/**
 * @file The text of a PDF, page by page, by pdf.js, which is fetched when the first PDF is read.
 *
 * It works in a worker of its own, which is ended when a file keeps it too long. No script of a
 * document runs, no font is loaded, no picture is drawn, and nothing leaves the site. Knows nothing
 * of what the text is for.
 */

import { linesOf } from "./pdf/lines.js";
import { written } from "./pdf/written.js";

/**
 * What a file may cost. A page of a map takes seconds; one that was made to hold things up takes for
 * ever.
 */
export const LIMITS = {
  start_ms: 60_000,
  page_ms: 30_000,
  end_ms: 2_000,
  pages: 10_000,
  characters: 20_000_000,
};
const NEED_PASSWORD = 1;

/** Why there is no text; `reason` is one of the protocol's (handing.js). */
export class PdfError extends Error {
  /** @param {"password" | "password.wrong" | "damaged" | "slow" | "large" | "unfetched"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export class PdfReader {
  /** @type {Worker | null} */
  #worker = null;
  /** Ends what is under way. @type {(error: PdfError) => void} */
  #fail = () => {};

  #fetches = 0;

  /** @param {string} vendor address of the folder of pdf.js, with its last slash */
  constructor(vendor, limits = LIMITS) {
    this.vendor = vendor;
    this.limits = limits;
  }

  /**
   * Takes `content`, which is gone afterwards. Throws PdfError.
   * @param {Uint8Array<ArrayBuffer>} content @param {string | undefined} password
   * @param {(page: number, pages: number) => void} onPage
   * @returns {Promise<{title: string, pages: string[]}>}
   */
  async read(content, password, onPage) {
    const { getDocument, PDFWorker } = await this.#library();
    const failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    failed.catch(() => {});
    const worker = PDFWorker.create({ port: this.#start() });
    const task = getDocument({ ...this.#settings(), data: content, password, worker });
    try {
      const pdf = await timed(task.promise, this.limits.start_ms, failed);
      const read = await this.#pages(pdf, onPage, failed);
      await timed(task.destroy(), this.limits.end_ms, failed);
      return read;
    } catch (error) {
      this.stop();
      throw troubleOf(error);
    }
  }

  /** Ends what is under way, and the worker with it. */
  stop() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#fail(new PdfError("slow"));
  }

  async #library() {
    // Some browsers remember that a module could not be fetched: the next try has another name.
    const again = this.#fetches ? `?${this.#fetches}` : "";
    try {
      return await import(`${this.vendor}pdf.min.mjs${again}`);
    } catch {
      this.#fetches++;
      throw new PdfError("unfetched");
    }
  }

  /** @returns {Worker} the one of the file before, if it went well */
  #start() {
    if (!this.#worker) {
      this.#worker = new Worker(`${this.vendor}pdf.worker.min.mjs`, { type: "module" });
    }
    // What cannot be fetched has no message; what stumbles in it has.
    this.#worker.onerror = (event) =>
      this.#fail(new PdfError(event instanceof ErrorEvent ? "damaged" : "unfetched"));
    return this.#worker;
  }

  #settings() {
    return {
      cMapUrl: `${this.vendor}cmaps/`,
      cMapPacked: true,
      useWorkerFetch: true,
      useSystemFonts: false,
      disableFontFace: true,
      isEvalSupported: false,
      isImageDecoderSupported: false,
      isOffscreenCanvasSupported: false,
      enableXfa: false,
      verbosity: 0,
    };
  }

  /** @param {any} pdf @param {(page: number, pages: number) => void} onPage @param {Promise<unknown>} failed */
  async #pages(pdf, onPage, failed) {
    if (pdf.numPages > this.limits.pages) throw new PdfError("large");
    /** @type {string[]} */
    const pages = [];
    let left = this.limits.characters;
    let broken = 0;
    for (let number = 1; number <= pdf.numPages; number++) {
      onPage(number, pdf.numPages);
      const text = await timed(textOf(pdf, number), this.limits.page_ms, failed).catch((error) => {
        if (error instanceof PdfError) throw error;
        broken++;
        return ""; // a broken page among whole ones
      });
      left -= text.length;
      if (left < 0) throw new PdfError("large");
      pages.push(text);
    }
    if (broken === pages.length) throw new PdfError("damaged");
    return { title: await titleOf(pdf), pages };
  }
}

/** @param {any} pdf @param {number} number @returns {Promise<string>} */
async function textOf(pdf, number) {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const annotations = await page.getAnnotations().catch(() => []);
  page.cleanup();
  return [linesOf(items), ...written(annotations, items)].join("\n\n");
}

/** What the document calls itself, if that is a title and not the name of a file. @param {any} pdf */
async function titleOf(pdf) {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = typeof info.Title === "string" ? info.Title.trim() : "";
  return /\.(docx?|indd|pdf|tex|dvi|qxd|pptx?)$|^untitled|^microsoft word/i.test(title)
    ? ""
    : title;
}

/** @template T @param {Promise<T>} work @param {number} most_ms @param {Promise<unknown>} failed @returns {Promise<T>} */
async function timed(work, most_ms, failed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new PdfError("slow")), most_ms);
  });
  try {
    return /** @type {T} */ (await Promise.race([work, late, failed]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {any} error @returns {PdfError} */
function troubleOf(error) {
  if (error instanceof PdfError) return error;
  if (error?.name === "PasswordException")
    return new PdfError(error.code === NEED_PASSWORD ? "password" : "password.wrong");
  return new PdfError("damaged");
}
