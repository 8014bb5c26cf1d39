/**
 * @file Keys that stand for buttons: Escape for the Stop of the open room, others within a part of it.
 *
 * A part with `data-keys` has buttons with `data-key`; the button with `data-escape` is what Escape
 * presses. No key acts while a person types, chooses or has a dialog or a folded-out part of their own
 * to leave. Which keys there are is written in app/views/parts.py. Knows nothing of what buttons do.
 */

const FIELDS = "input, textarea, select, [contenteditable]";

export function watchKeys() {
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
