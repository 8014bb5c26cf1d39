/**
 * @file The added tokens: texts that are one token wherever they stand, as marks of turns and runs of line ends.
 */

/** @typedef {{content: string, id: number}} AddedToken */
/** Which added tokens begin so: by the next UTF-16 unit, and the id where one ends here. */
/** @typedef {{next: Map<string, Node>, id: number}} Node */
/** @typedef {string | number} Section a text without added tokens, or the id of one */

/** @returns {Node} */
const node = () => ({ next: new Map(), id: -1 });

export class AddedTokens {
  #root = node();

  /** @param {AddedToken[]} tokens */
  constructor(tokens) {
    for (const { content, id } of tokens) {
      let place = this.#root;
      for (const unit of content.split("")) {
        const next = place.next.get(unit) ?? node();
        place.next.set(unit, next);
        place = next;
      }
      place.id = id;
    }
  }

  /** The longest that begins at a place. @param {string} text @param {number} from */
  #at(text, from) {
    let found = { id: -1, end: from };
    let place = this.#root.next.get(text[from]);
    for (let at = from + 1; place; at += 1) {
      if (place.id >= 0) found = { id: place.id, end: at };
      place = place.next.get(text[at]);
    }
    return found;
  }

  /** A text without what is empty, cut where added tokens are. @param {string} text @returns {Section[]} */
  split(text) {
    /** @type {Section[]} */
    const sections = [];
    let start = 0;
    for (let at = 0; at < text.length; ) {
      const { id, end } = this.#at(text, at);
      if (id < 0) {
        at += 1;
        continue;
      }
      if (at > start) sections.push(text.slice(start, at));
      sections.push(id);
      start = end;
      at = end;
    }
    if (start < text.length) sections.push(text.slice(start));
    return sections;
  }
}
