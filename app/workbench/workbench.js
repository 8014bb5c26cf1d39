/**
 * The Workbench page: a cell, its output, and what is going on, in words.
 *
 * Knows the page's elements and what a person does with them; Python, the editor and the output each
 * have a module of their own.
 */

import "../app/page/webrtc.js";

import { settleVisit } from "../web/page/visit.js";
import { mountEditor } from "./editor.js";
import { Help } from "./help/help.js";
import { keepAsked } from "./log.js";
import { Output } from "./output.js";
import { Python } from "./python.js";

/** @typedef {import("./python.js").PythonState} PythonState */

/** What a file is copied into is Python's own memory, of which a browser gives 2 to 4 GB. */
const LARGEST_FILE_BYTES = 512e6;

const KEPT_CELL = "hearthside.workbench.cell";
const EXAMPLES = [
  { file: "tell.py", title: "Tell a story" },
  { file: "sample.py", title: "Seeds" },
  { file: "tokens.py", title: "Next tokens" },
  { file: "meaning.py", title: "By meaning" },
  { file: "sort.py", title: "Sort a table" },
];

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);
const [runButton, stopButton, clearButton, openButton] = ["run", "stop", "clear", "open"].map(byId);
const [statusLine, progress, notice, imports] = ["status", "progress", "licence", "imports"].map(
  byId,
);
const output = new Output(byId("output"));

/** Once there is an editor. @type {Help | undefined} */
let help;

/** What the status line is made of. */
const now = {
  python: /** @type {PythonState} */ ("starting"),
  editing: false,
  model: "",
  loading: "",
  tokensPerSecond: 0,
};

/** @type {Record<PythonState, [mood: string, words: string]>} */
const WORDS = {
  starting: ["busy", "Starting Python…"],
  ready: ["ready", "Ready."],
  running: ["busy", "Running…"],
  stopping: ["busy", "Stopping…"],
  failed: ["error", "Python could not start. Reload the page to try again."],
};

function showStatus() {
  const [mood, words] = WORDS[now.python];
  const speed = now.tokensPerSecond ? `${now.tokensPerSecond.toFixed(1)} tokens per second.` : "";
  const text = [now.loading || words, now.model, speed].filter(Boolean).join(" ");
  statusLine.dataset.mood = mood;
  if (statusLine.textContent !== text) statusLine.textContent = text;
  runButton.disabled = now.python !== "ready" || !now.editing;
  openButton.disabled = now.python !== "ready";
  stopButton.disabled = now.python !== "running";
  help?.allow(now.python === "ready");
}

/** @param {PythonState} state @param {{restarted?: boolean, error?: Error}} detail */
function onState(state, { restarted, error }) {
  now.python = state;
  if (state !== "running" && state !== "stopping") endLoading();
  if (restarted && state === "ready") {
    now.model = "";
    output.remark("Python was restarted: variables of earlier runs are gone.");
  }
  if (state === "ready") byId("obstacle").hidden = true;
  if (state === "failed")
    document.dispatchEvent(new CustomEvent("python-failed", { detail: error }));
  showStatus();
}

function endLoading() {
  now.loading = "";
  progress.hidden = true;
}

/** @type {Record<string, (data: any) => void>} What the cell's worker reports, by name. */
const REPORTS = {
  absent: ({ id, title, bytes, licence, waits }) => {
    const size = `${Math.ceil(bytes / 1e6)} MB`;
    byId("licence-text").textContent =
      `The first cell that opens it downloads ${title}: ${size}, once.`;
    byId("licence-terms").hidden = !licence.name;
    byId("accept").hidden = false;
    byId("accept").dataset.model = id;
    byId("licence-link").textContent = licence.name;
    byId("licence-link").href = new URL(`../models/${id}/${licence.file}`, import.meta.url).href;
    notice.hidden = false;
    if (!waits) return;
    now.loading = "The cell waits until you accept the terms above.";
    byId("accept").focus();
  },
  loading: ({ phase, loaded_bytes, total_bytes }) => {
    const percent = total_bytes ? Math.floor((100 * loaded_bytes) / total_bytes) : 0;
    now.loading =
      phase === "download" ? `Downloading the model: ${percent} %.` : "Loading the model…";
    progress.hidden = false;
    if (phase === "download" && total_bytes) progress.value = loaded_bytes / total_bytes;
    else progress.removeAttribute("value");
  },
  model: ({ title, device }) => {
    now.model = `${title} on ${device === "webgpu" ? "the graphics card" : "the processor"}.`;
    notice.hidden = true;
    endLoading();
  },
  asked: keepAsked,
  pace: ({ tokens_per_second }) => {
    now.tokensPerSecond = tokens_per_second;
  },
};

showStatus();
await settleVisit({ mayReload: () => true });

const query = new URLSearchParams(location.search);
const python = new Python({
  settings: {
    model: query.get("model") ?? "",
    embedder: query.get("embedder") ?? "",
    device: query.get("device") ?? "auto",
    allow_software: query.get("software") === "1",
  },
  onState,
  onReport: ({ name, ...data }) => {
    REPORTS[name]?.(data);
    showStatus();
  },
});

async function run() {
  if (runButton.disabled) return;
  output.clear();
  output.element.scrollIntoView({ block: "nearest" });
  now.tokensPerSecond = 0;
  const ending = await python.run(editor.text(), (stream, text) => output.add(stream, text));
  help?.afterRun(ending === "error");
  if (ending === "stopped") output.remark("Stopped.");
  else if (ending === "done" && !output.begun()) output.remark("Done. The cell printed nothing.");
}

/** @param {string} text */
function keep(text) {
  try {
    localStorage.setItem(KEPT_CELL, text);
  } catch {
    // Storage may be full or forbidden; the cell then lives as long as the page.
  }
  for (const button of byId("examples").children) button.setAttribute("aria-pressed", "false");
  help?.changed();
}

function kept() {
  try {
    return localStorage.getItem(KEPT_CELL);
  } catch {
    return null;
  }
}

/** @param {string} file @returns {Promise<string>} */
async function exampleOf(file) {
  const response = await fetch(new URL(`examples/${file}`, import.meta.url));
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return (await response.text()).trimEnd();
}

/** @param {string} title @param {string} source */
function exampleButton(title, source) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = title;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    editor.replace(source);
    button.setAttribute("aria-pressed", "true");
    editor.focus();
  });
  return button;
}

async function accept() {
  const { model } = byId("accept").dataset;
  await python.ask("accept", { model });
  byId("accept").hidden = true;
  endLoading();
  showStatus();
}

/** Copies files into the cells' own folder. @param {Iterable<File>} files */
async function open(files) {
  for (const file of files) {
    try {
      if (file.size > LARGEST_FILE_BYTES) throw new Error("it is larger than 512 MB.");
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { call } = await python.ask("open", { name: file.name, bytes });
      output.remark(`${file.name} is open to the cells: ${call}`);
    } catch (error) {
      output.add(
        "err",
        `${file.name} could not be opened: ${/** @type {Error} */ (error).message}\n`,
      );
    }
  }
}

/** Fills the list of what can be imported, each time that it is opened. */
async function listImports() {
  if (!imports.open) return;
  const list = byId("imports-list");
  try {
    const { found } = await python.ask("imports");
    list.replaceChildren(...found.flatMap(entryOf));
  } catch (error) {
    list.replaceChildren(...entryOf({ name: "", help: /** @type {Error} */ (error).message }));
  }
}

/** @param {{name: string, help: string}} entry */
function entryOf({ name, help }) {
  const [term, text] = ["dt", "dd"].map((tag) => document.createElement(tag));
  term.append(name);
  text.append(help);
  return [term, text];
}

runButton.addEventListener("click", run);
byId("accept").addEventListener("click", accept);
imports.addEventListener("toggle", listImports);
openButton.addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", async () => {
  await open([...byId("file").files]);
  byId("file").value = ""; // so that the same file can be chosen again
});
stopButton.addEventListener("click", () => python.stop());
clearButton.addEventListener("click", () => output.clear());

const sources = await Promise.all(EXAMPLES.map(({ file }) => exampleOf(file)));
const editor = await mountEditor(byId("editor"), {
  text: kept() ?? sources[0],
  label: "Python cell",
  onRun: run,
  onChange: keep,
});
byId("examples").append(...EXAMPLES.map(({ title }, at) => exampleButton(title, sources[at])));
help = new Help({
  editor,
  ask: (name, data) => python.ask(name, data),
  work: (name, data, onPart) => python.work(name, data, onPart),
});
now.editing = true;
showStatus();
