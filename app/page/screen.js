/**
 * @file Puts what the mind renders on the page, and leaves alone what belongs to the person.
 *
 * A screen is patched, not replaced: fields keep what was typed, open details stay open, focus and
 * scroll stay. Knows nothing of what the screens mean.
 */

/**
 * @typedef {object} Morpher
 * @property {(old: Element, fresh: string, options: object) => void} morph
 */

/**
 * What a person may have changed in the DOM; a new screen never overwrites it. A control that sends
 * every change to the mind (data-event) is the mind's to set.
 */
const OWNED = new Set(["value", "checked", "selected", "open"]);
const CONTROLS =
  ":is(input, textarea, select, option, details, dialog):not([data-event], select[data-event] option)";

/** How far from the end of the page a reader may be and still be taken along by new words. */
const NEAR_END_PX = 180;
/** So long an announcement stands, for a screen reader that is busy with something else. */
const SAID_MS = 20_000;

export class Screen {
  /** @param {Morpher} morpher @param {HTMLElement} announcer */
  constructor(morpher, announcer) {
    this.morpher = morpher;
    this.announcer = announcer;
  }

  /** @param {string} html the whole `#screen` */
  show(html) {
    const callbacks = {
      /** @param {string} name @param {Element} element */
      beforeAttributeUpdated: (name, element) =>
        // No screen carries a style: what stands there was measured on the page.
        name !== "style" && !(OWNED.has(name) && element.matches(CONTROLS)),
    };
    this.morpher.morph(byId("screen"), html, { morphStyle: "outerHTML", callbacks });
    // A choice that a person has made once no longer follows its options by itself.
    for (const choice of byId("screen").querySelectorAll("select[data-event]")) {
      const set = choice.querySelector("option[selected]");
      if (choice instanceof HTMLSelectElement && set instanceof HTMLOptionElement)
        choice.value = set.value;
    }
  }

  /** Adds streamed words to the element `target`. @param {string} target @param {string} text */
  append(target, text) {
    const element = document.getElementById(target);
    if (!element) return;
    const { scrollHeight } = document.documentElement;
    const following = scrollHeight - innerHeight - scrollY < NEAR_END_PX;
    element.append(text);
    // One text node, so that the next screen finds the same shape it rendered.
    element.normalize();
    if (following) scrollTo(0, document.documentElement.scrollHeight);
  }

  /** @param {string} target @param {string} text */
  setText(target, text) {
    const element = document.getElementById(target);
    if (element) element.textContent = text;
  }

  /** @param {string} target @param {number} value */
  setValue(target, value) {
    const element = document.getElementById(target);
    if (element instanceof HTMLProgressElement) element.value = value;
  }

  /** Takes the keyboard, and perhaps the eye, to an element. @param {string} target @param {boolean} scroll */
  focus(target, scroll) {
    const element = document.getElementById(target);
    const folded = element?.closest("details");
    if (folded) folded.open = true;
    element?.focus({ preventScroll: true });
    if (scroll) element?.scrollIntoView({ block: "start" });
  }

  /** Says something to those who listen to the page. @param {string} text */
  announce(text) {
    // Each in a line of its own: a reader that is still at one says the next after it, and the same
    // words again are said again. A line that was taken away too soon might never be said.
    const line = document.createElement("p");
    line.textContent = text;
    this.announcer.append(line);
    setTimeout(() => line.remove(), SAID_MS);
  }
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}
