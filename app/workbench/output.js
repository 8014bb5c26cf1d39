/**
 * The output of a cell: text by stream, as it comes, kept to a size a page can bear.
 *
 * Text is laid out once a frame at most, and laying out takes a quarter of the time at most, so that a
 * flood leaves the page alive. Does not know where text comes from.
 */

const KEPT_CHARS = 60_000;

/** @typedef {"out" | "err" | "value" | "remark"} Stream */

export class Output {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {{stream: Stream, text: string}[]} */
    this.coming = [];
    this.drawing = false;
    this.rest_ms = 0;
    this.chars = 0;
    this.last = /** @type {Stream | ""} */ ("");
  }

  /** @param {Stream} stream @param {string} text */
  add(stream, text) {
    this.coming.push({ stream, text });
    if (this.drawing) return;
    this.drawing = true;
    this.element.ariaBusy = "true";
    // A hidden tab draws no frames; a timer does its part there.
    const soon = () => (document.hidden ? this.draw() : requestAnimationFrame(() => this.draw()));
    if (this.rest_ms > 16 || document.hidden) setTimeout(soon, Math.max(this.rest_ms, 16));
    else soon();
  }

  /** A remark of the page itself, on a line of its own. @param {string} text */
  remark(text) {
    this.add("remark", `${this.begun() && !this.endsLine() ? "\n" : ""}${text}\n`);
  }

  /** Whether anything was said since the last clearing. */
  begun() {
    return this.coming.length > 0 || this.element.hasChildNodes();
  }

  clear() {
    this.coming = [];
    this.chars = 0;
    this.last = "";
    this.element.replaceChildren();
  }

  endsLine() {
    const text = this.coming.at(-1)?.text ?? this.element.lastChild?.textContent ?? "";
    return text.endsWith("\n");
  }

  draw() {
    const began_ms = performance.now();
    const atEnd = this.atEnd();
    for (const { stream, text } of this.joined()) this.place(stream, text);
    this.trim();
    if (atEnd) this.element.scrollTop = this.element.scrollHeight; // asks for the layout, here and now
    this.rest_ms = 3 * (performance.now() - began_ms);
    this.drawing = false;
    this.element.ariaBusy = "false";
  }

  /** What came since the last frame, neighbours of one stream made one. */
  joined() {
    /** @type {{stream: Stream, text: string[]}[]} */
    const runs = [];
    for (const { stream, text } of this.coming.splice(0)) {
      const run = runs.at(-1);
      if (run?.stream === stream) run.text.push(text);
      else runs.push({ stream, text: [text] });
    }
    return runs.map(({ stream, text }) => ({ stream, text: text.join("").slice(-KEPT_CHARS) }));
  }

  /** @param {Stream} stream @param {string} text */
  place(stream, text) {
    this.chars += text.length;
    const span = this.element.lastElementChild;
    if (span && this.last === stream) span.append(text);
    else this.element.append(spanOf(stream, text));
    this.last = stream;
  }

  /** Takes the oldest text out, as much as is too much. */
  trim() {
    while (this.chars > KEPT_CHARS) {
      const span = this.element.firstElementChild;
      const oldest = /** @type {Text} */ (span?.firstChild);
      const cut = Math.min(oldest.length, this.chars - KEPT_CHARS);
      oldest.deleteData(0, cut);
      if (oldest.length === 0) oldest.remove();
      if (!span?.firstChild) span?.remove();
      this.chars -= cut;
    }
  }

  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 24;
  }
}

/** @param {Stream} stream @param {string} text */
function spanOf(stream, text) {
  const span = document.createElement("span");
  span.className = stream;
  span.append(text);
  return span;
}
