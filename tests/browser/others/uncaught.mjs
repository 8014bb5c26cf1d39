/** @file What goes wrong in a page and nobody catches, noted by a listener in it and gathered from outside. */

const LISTEN = `globalThis.uncaught ??= (() => {
  const heard = [];
  addEventListener("error", ({ message }) => heard.push(message));
  addEventListener("unhandledrejection", ({ reason }) => heard.push(String(reason)));
  return heard;
})()`;

/** @param {(expression: string) => Promise<any>} evaluate in the page that is open */
export function uncaught(evaluate) {
  /** @type {string[]} */
  const errors = [];
  return {
    /** For each new page. */
    listen: () => evaluate(`(${LISTEN}).length`),
    /** All so far; to be asked before a page is left. */
    async gather() {
      errors.push(...(await evaluate("globalThis.uncaught?.splice(0) ?? []")));
      return errors;
    },
  };
}
