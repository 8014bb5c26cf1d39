/**
 * The cell's editor: CodeMirror as PyScript ships it, in a shadow root, in the page's own colours.
 *
 * The shadow root is for the content policy: there CodeMirror adopts a style sheet object, elsewhere
 * it would write a <style> element, which `style-src 'self'` forbids. Does not know what runs a cell.
 */

import { codemirror } from "./pyscript.js";

/**
 * @typedef {object} Editor
 * @property {() => string} text
 * @property {(text: string) => void} replace
 * @property {() => {line: number, column: number}} place of the cursor: line from 1, column from 0
 *   in characters, as Python counts
 * @property {(text: string, before: number) => void} type puts text in at the cursor, in place of so
 *   many characters before it
 * @property {() => void} focus
 */

/** The colours CodeMirror's own style gives to Python, and what they become here. */
const COLOURS = /** @type {Record<string, string>} */ ({
  "#708": "var(--code-word)",
  "#219": "var(--code-number)",
  "#164": "var(--code-number)",
  "#a11": "var(--code-text)",
  "#e40": "var(--code-text)",
  "#00f": "var(--code-name)",
  "#30a": "var(--code-name)",
  "#085": "var(--code-name)",
  "#167": "var(--code-name)",
  "#256": "var(--code-name)",
  "#00c": "inherit",
  "#404740": "var(--code-note)",
  "#940": "var(--code-note)",
  "#f00": "var(--alert)",
});

const LEAVE_WITHIN_MS = 5000;

const SURFACE = {
  "&": { height: "100%", minHeight: "inherit", color: "var(--ink)", fontSize: "0.88rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ember)", padding: "0.7rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ember)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--code-note)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "rgb(from var(--glow) r g b / 10%)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "rgb(from var(--glow) r g b / 35%)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)" },
  ".cm-tooltip": { border: "1px solid var(--line)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--ember)",
    color: "var(--on-ember)",
  },
};

/**
 * Puts an editor into `host`.
 *
 * @param {HTMLElement} host
 * @param {{text: string, label: string, onRun: () => void, onChange: (text: string) => void}} options
 * @returns {Promise<Editor>}
 */
export async function mountEditor(host, { text, label, onRun, onChange }) {
  const [{ basicSetup, EditorView }, { python }, language, { keymap }, { indentWithTab }] =
    await Promise.all([
      codemirror.core,
      codemirror.python,
      codemirror.language,
      codemirror.view,
      codemirror.commands,
    ]);
  const run = () => {
    onRun();
    return true;
  };
  const keys = ["Ctrl-Enter", "Cmd-Enter", "Shift-Enter"].map((key) => ({ key, run }));
  const view = new EditorView({
    parent: host.attachShadow({ mode: "open" }),
    doc: text,
    extensions: [
      keymap.of([...keys, { key: "Escape", run: letTabLeave }, indentWithTab]),
      basicSetup,
      python(),
      language.indentUnit.of("    "),
      language.syntaxHighlighting(coloursOf(language)),
      EditorView.theme(SURFACE),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-description": "Tab indents. Press Escape, then Tab, to leave.",
        autocapitalize: "off",
        spellcheck: "false",
      }),
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      EditorView.updateListener.of((/** @type {any} */ update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
  return handleOf(view);
}

/** @param {any} view @returns {Editor} */
function handleOf(view) {
  return {
    text: () => view.state.doc.toString(),
    replace: (next) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    place: () => {
      const { head } = view.state.selection.main;
      const line = view.state.doc.lineAt(head);
      return { line: line.number, column: [...line.text.slice(0, head - line.from)].length };
    },
    type: (next, before) => {
      const { head } = view.state.selection.main;
      view.dispatch({
        changes: { from: head - before, to: head, insert: next },
        selection: { anchor: head - before + next.length },
        userEvent: "input.complete",
      });
    },
    focus: () => view.focus(),
  };
}

/** The way out for the keyboard: for some seconds Tab moves on. @param {any} view */
function letTabLeave(view) {
  view.setTabFocusMode(LEAVE_WITHIN_MS);
  return false; // Escape closes what is open, too.
}

/**
 * Text typed over a selection: left to itself, Chromium mends the lines around it with style attributes,
 * which the content policy refuses.
 * @param {InputEvent} event @param {any} view
 */
function replaceSelected(event, view) {
  if (event.inputType !== "insertText" || event.data === null) return false;
  if (view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  event.preventDefault();
  return true;
}

/** @param {any} language the module of CodeMirror that knows of languages */
function coloursOf({ HighlightStyle, defaultHighlightStyle }) {
  const specs = /** @type {{color?: string}[]} */ (defaultHighlightStyle.specs);
  return HighlightStyle.define(
    specs.map((spec) => (spec.color ? { ...spec, color: COLOURS[spec.color] } : spec)),
  );
}
