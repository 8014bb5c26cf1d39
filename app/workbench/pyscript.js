/**
 * PyScript, as the site ships it: what starts a Python worker, and the editor that comes with it.
 */

const core = new URL("../vendor/pyscript/core.js", import.meta.url).href;

/**
 * `PyWorker(file, options)` resolves to a worker whose Python has run `file` to its end; `codemirror`
 * has CodeMirror's modules as promises.
 * @type {{PyWorker: (file: string, options: object) => Promise<Worker>, codemirror: any}}
 */
export const { PyWorker, codemirror } = await import(core);
