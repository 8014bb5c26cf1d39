/**
 * Help with the code of a cell: what rules tell of it comes at once, what a model writes when it is
 * asked. Code goes into the cell by a press of a button, and is run by another.
 *
 * Knows the card and its buttons. Does not know what is told, nor what code means.
 */

/** @typedef {"explain" | "complete" | "docstring" | "tests"} Job */
/** @typedef {{id: string, title: string, note: string}} Writer */
/**
 * @typedef {object} Told what rules tell, see cell/helping.py
 * @property {string} title
 * @property {string[]} lines
 * @property {string[]} names
 * @property {number} typed
 * @property {string} code
 * @property {string} source
 * @property {Writer[]} models
 */
/**
 * @typedef {object} Desk
 * @property {import("../editor.js").Editor} editor
 * @property {(name: string, data: Record<string, unknown>) => Promise<any>} ask
 * @property {(name: string, data: Record<string, unknown>, onPart: (part: any) => void) => Promise<any>} work
 */

const STOPPED = "call.stopped";
const PARTS = /** @type {Record<string, string>} */ ({
  instruction: "Instruction",
  examples: "Examples",
  context: "Your code",
  input: "What is asked",
  "answer lead": "Where the answer begins",
  marks: "Marks of the format",
});

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(`help${id}`);

export class Help {
  /** What is asked about: the job, the cell as it was, and where the cursor stood. */
  asked = { job: /** @type {Job} */ ("explain"), source: "", line: 1, column: 0 };
  /** What the buttons put into the cell. */
  offered = { rules: "", said: "" };
  typed = 0;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    for (const button of this.buttons())
      button.addEventListener("click", () => this.begin(/** @type {Job} */ (button.dataset.help)));
    byId("-close").addEventListener("click", () => this.close());
    byId("-ask").addEventListener("click", () => this.askModel());
    byId("-put").addEventListener("click", () => this.put(this.offered.rules));
    byId("-put-said").addEventListener("click", () => this.put(this.offered.said));
    byId("-which").addEventListener("change", () => this.caution());
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  buttons() {
    return document.querySelectorAll("[data-help]");
  }

  /** @param {boolean} ready whether Python can be asked now */
  allow(ready) {
    for (const button of [...this.buttons(), byId("-ask")]) button.disabled = !ready;
  }

  /** @param {boolean} failed whether the last run did */
  afterRun(failed) {
    /** @type {any} */ (document.getElementById("failed")).hidden = !failed;
    if (this.asked.job === "explain") this.hide();
  }

  /** The cell is another now: what was offered may not fit it. */
  changed() {
    byId("-put").hidden = byId("-put-said").hidden = true;
    byId("-names").replaceChildren();
  }

  /** @param {Job} job */
  async begin(job) {
    const { editor, ask } = this.desk;
    this.asked = { job, source: editor.text(), ...editor.place() };
    try {
      this.show(await ask("help", this.asked));
    } catch (error) {
      const lines = [/** @type {Error} */ (error).message];
      this.show({ title: "Help", lines, names: [], typed: 0, code: "", source: "", models: [] });
    }
    byId("").scrollIntoView({ block: "nearest" });
    byId("-title").focus();
  }

  /** @param {Told} told */
  show({ title, lines, names, typed, code, source, models }) {
    this.offered = { rules: source, said: "" };
    this.typed = typed;
    byId("-title").textContent = title;
    byId("-lines").replaceChildren(...lines.map((line) => elementOf("li", line)));
    byId("-names").replaceChildren(...names.map((name) => this.nameButton(name)));
    byId("-code").textContent = code;
    byId("-code").hidden = !code;
    byId("-put").hidden = !source;
    byId("-which").replaceChildren(...models.map(optionOf));
    byId("-which").hidden = models.length < 2;
    byId("-model").hidden = models.length === 0;
    byId("-by").hidden = models.length === 0;
    this.models = models;
    this.caution();
    this.unsay();
    byId("").hidden = false;
  }

  /** @param {string} name */
  nameButton(name) {
    const button = /** @type {HTMLButtonElement} */ (elementOf("button", name));
    button.type = "button";
    button.className = "button";
    button.addEventListener("click", () => {
      this.desk.editor.type(name, this.typed);
      this.close();
    });
    return button;
  }

  caution() {
    const chosen = this.models?.find(({ id }) => id === byId("-which").value);
    byId("-caution").textContent = chosen ? `${chosen.title}. ${chosen.note}` : "";
  }

  /** @type {Writer[] | undefined} */
  models;

  unsay() {
    for (const part of ["-said", "-sent", "-put-said"]) byId(part).hidden = true;
    byId("-said").textContent = byId("-problem").textContent = "";
  }

  async askModel() {
    this.unsay();
    const said = byId("-said");
    said.hidden = false;
    const data = { ...this.asked, model: byId("-which").value };
    try {
      const answer = await this.desk.work("help.ask", data, ({ text }) => said.append(text));
      said.textContent = answer.text;
      this.tell(answer);
    } catch (error) {
      const { code, message } = /** @type {Error & {code?: string}} */ (error);
      byId("-problem").textContent = code === STOPPED ? "Stopped." : message;
    }
    said.hidden = !said.textContent;
  }

  /** @param {{source: string, problem: string, note: string, cut: string, sent: any[]}} answer */
  tell({ source, problem, note, cut, sent }) {
    const wrong = problem && `It did not pass the check, so it is not offered. ${problem}`;
    byId("-problem").textContent = [wrong, note, cut].filter(Boolean).join(" ");
    this.offered.said = source;
    const same = this.desk.editor.text() === this.asked.source;
    byId("-put-said").hidden = !source || !same;
    byId("-parts").replaceChildren(...sent.flatMap(partOf));
    byId("-sent").hidden = false;
  }

  /** @param {string} source */
  put(source) {
    this.desk.editor.replace(source);
    this.close();
  }

  hide() {
    byId("").hidden = true;
  }

  close() {
    this.hide();
    this.desk.editor.focus();
  }
}

/** @param {string} tag @param {string} text */
function elementOf(tag, text) {
  const element = document.createElement(tag);
  element.append(text);
  return element;
}

/** @param {Writer} writer */
function optionOf({ id, title }) {
  const option = /** @type {HTMLOptionElement} */ (elementOf("option", title));
  option.value = id;
  return option;
}

/** @param {{name: string, text: string, tokens: number}} part */
function partOf({ name, text, tokens }) {
  const count = tokens === 1 ? "1 token" : `${tokens} tokens`;
  return [elementOf("dt", `${PARTS[name] ?? name} · ${count}`), elementOf("dd", text)];
}
