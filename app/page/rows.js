/**
 * @file Long lists, of which only the part in sight is on the page.
 *
 * A list is an element with `data-scroll` (the event that asks for another part) that scrolls by
 * itself. In it stand a spacer, the rendered rows in a list, and a spacer; a spacer's `data-rows` says
 * for how many rows it stands. All rows have one height, which is measured here, so that zoom and
 * narrow screens need no numbers anywhere else. Knows nothing of what the rows say.
 */

/** Rows above the first visible one that are asked for too. */
const AHEAD = 15;
/** So near to the rendered part's end (in rows), the next part is asked for. */
const MARGIN = 6;

export class RowLists {
  /** @type {Element | null} the row that has the keyboard, on the page or gone from it */
  #held = null;
  /** @type {Map<string, number>} the last first row asked for, by the list's id */
  #asked = new Map();
  #waiting = false;

  /** @param {(name: string, data: Record<string, unknown>) => void} tell */
  constructor(tell) {
    this.tell = tell;
    addEventListener("scroll", (event) => this.#scrolled(event), { capture: true, passive: true });
    addEventListener("resize", () => this.settle());
    document.addEventListener("focusin", ({ target }) => {
      this.#held = target instanceof Element && target.closest("[data-scroll] li") ? target : null;
    });
  }

  /** After every new screen: the spacers' heights, and the keyboard where its row went. */
  settle() {
    for (const list of lists()) {
      const row_px = rowHeight(list);
      for (const spacer of spacers(list)) {
        spacer.style.height = `${Number(spacer.dataset.rows) * row_px}px`;
      }
      this.#asked.set(list.id, firstOf(list));
      this.#follow(list);
    }
  }

  /** Scrolls a list just so far that its row number `row` is in sight. @param {string} id @param {number} row */
  reveal(id, row) {
    const list = document.getElementById(id);
    if (!list) return;
    const row_px = rowHeight(list);
    const top_px = row * row_px;
    if (top_px < list.scrollTop) list.scrollTop = top_px;
    const below_px = top_px + row_px - list.clientHeight;
    if (below_px > list.scrollTop) list.scrollTop = below_px;
    // Whoever goes through the list by keys is taken along; whoever is elsewhere stays there.
    if (list.contains(document.activeElement))
      document.activeElement?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #scrolled({ target }) {
    if (this.#waiting || !(target instanceof HTMLElement) || !target.dataset.scroll) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#askFor(target);
    });
  }

  /** @param {HTMLElement} list */
  #askFor(list) {
    const row_px = rowHeight(list);
    if (!row_px) return;
    const top = Math.floor(list.scrollTop / row_px);
    const bottom = Math.ceil((list.scrollTop + list.clientHeight) / row_px);
    const first = firstOf(list);
    const last = first + list.querySelectorAll("li").length;
    const [above, below] = spacers(list).map((spacer) => Number(spacer.dataset.rows));
    const short = (above > 0 && top - MARGIN < first) || (below > 0 && bottom + MARGIN > last);
    const wanted = Math.max(0, top - AHEAD);
    if (!short || this.#asked.get(list.id) === wanted) return;
    this.#asked.set(list.id, wanted);
    this.tell(list.dataset.scroll ?? "", { first: wanted });
  }

  /** The row that a person was at may have made way for another one. @param {HTMLElement} list */
  #follow(list) {
    const held = this.#held;
    if (!held || (held.isConnected && held !== document.activeElement)) return;
    if (held.isConnected && held.matches("[aria-current]")) return;
    if (held.isConnected && !list.contains(held)) return;
    const current = list.querySelector("[aria-current]");
    const next = current instanceof HTMLElement ? current : list;
    next.focus({ preventScroll: true });
  }
}

/** @returns {HTMLElement[]} */
const lists = () => [.../** @type {NodeListOf<HTMLElement>} */ (all(document, "[data-scroll]"))];

/** @param {ParentNode} place @param {string} selector */
const all = (place, selector) => place.querySelectorAll(selector);

/** @param {HTMLElement} list @returns {HTMLElement[]} */
function spacers(list) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (all(list, "[data-rows]"))];
}

/** @param {HTMLElement} list */
const firstOf = (list) => Number(spacers(list)[0]?.dataset.rows ?? 0);

/** @param {HTMLElement} list */
const rowHeight = (list) => list.querySelector("li")?.getBoundingClientRect().height ?? 0;
