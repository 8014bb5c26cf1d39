/**
 * @file Forms whose words the mind reads while they are typed, whenever the hand rests.
 *
 * Such a form carries `data-typed`, the event that tells of it. What stands in it belongs to the page,
 * so every new mind is told of it again. Knows nothing of what the words are.
 *
 * In a field with `data-enter`, Enter sends its form and Shift+Enter breaks the line.
 *
 * And the keys that stand for buttons: a part with `data-keys` has buttons with `data-key`; the button
 * with `data-escape` is what Escape presses. No key acts while a person types, chooses or has a dialog
 * or a folded-out part of their own to leave. Which keys there are is written in app/ui/parts.py.
 */

/** So long without a key, and the text is worth reading. */
const REST_MS = 350;

/** @typedef {(form: HTMLFormElement) => void} TellOf */

/** @returns {HTMLFormElement[]} the forms on the page that are read while they are typed in */
export function typedForms() {
  return [...document.forms].filter((form) => form.dataset.typed);
}

/** @param {TellOf} tell */
export function watchTyping(tell) {
  /** @type {Map<HTMLFormElement, ReturnType<typeof setTimeout>>} */
  const resting = new Map();
  const rested = (/** @type {HTMLFormElement} */ form) => {
    clearTimeout(resting.get(form));
    resting.delete(form);
    if (form.isConnected) tell(form);
  };
  document.addEventListener("input", ({ target }) => {
    const form = target instanceof Element ? target.closest("form") : null;
    if (!form?.dataset.typed) return;
    clearTimeout(resting.get(form));
    const rest = setTimeout(() => rested(form), REST_MS);
    resting.set(form, rest);
  });
  // Leaving a field comes before the click that left it: what the button does counts on the text.
  document.addEventListener("change", () => {
    for (const form of [...resting.keys()]) rested(form);
  });
}

/** Takes the keyboard to a line of a text area, and selects it, or some letters of it. @param {string} id @param {number} line from 1 @param {number} [column] from 0 @param {number} [length] */
export function selectLine(id, line, column = 0, length = 0) {
  const area = document.getElementById(id);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split("\n");
  const number = Math.min(Math.max(line, 1), lines.length);
  const start = lines.slice(0, number - 1).reduce((sum, it) => sum + it.length + 1, 0);
  const whole = lines[number - 1].length;
  area.focus();
  area.setSelectionRange(start + column, start + (length ? column + length : whole));
  const line_px = area.scrollHeight / lines.length;
  area.scrollTop = Math.max(0, (number - 0.5) * line_px - area.clientHeight / 2);
  const longest = Math.max(...lines.map((it) => it.length));
  area.scrollLeft = Math.max(0, (column / longest) * area.scrollWidth - area.clientWidth / 2);
}

const FIELDS = "input, textarea, select, [contenteditable]";

/** The form that Enter sends from here. @param {KeyboardEvent} event @returns {HTMLFormElement | null} */
export function sentBy(event) {
  const { key, isComposing, defaultPrevented, target } = event;
  if (key !== "Enter" || isComposing || defaultPrevented) return null;
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return null;
  const field = target instanceof HTMLTextAreaElement ? target : null;
  return field?.dataset.enter === undefined ? null : field.form;
}

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    const form = sentBy(event);
    if (!form) return;
    event.preventDefault();
    // Held down, it would send what comes next too. A button that waits keeps it from being sent.
    const send = form.querySelector("button[type=submit]");
    if (!event.repeat && send instanceof HTMLButtonElement && !send.disabled) form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (!mayAct(event)) return;
    const button = event.key === "Escape" ? stopFor(event) : buttonFor(event);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

/** Whether the key is nobody else's. @param {KeyboardEvent} event */
function mayAct(event) {
  if (event.defaultPrevented || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  // Held down, Escape would press what takes the place of Stop.
  if (event.repeat && event.key === "Escape") return false;
  return !at(event, FIELDS) && !document.querySelector("dialog[open]");
}

/** The Stop of the room; not for whoever is in a folded-out part without it. @param {KeyboardEvent} event */
function stopFor(event) {
  const stops = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-escape]"));
  const stop = [...stops].find(
    (button) => button.checkVisibility?.() ?? button.offsetParent !== null,
  );
  const part = at(event, "details[open]");
  return part && !part.contains(stop ?? null) ? undefined : stop;
}

/** @param {KeyboardEvent} event */
function buttonFor(event) {
  const named = `button[data-key="${CSS.escape(event.key)}"]:enabled`;
  const button = at(event, "[data-keys]")?.querySelector(named);
  return button instanceof HTMLElement ? button : undefined;
}

/** @param {Event} event @param {string} selector */
const at = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);
