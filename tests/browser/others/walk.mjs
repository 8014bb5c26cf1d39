/**
 * @file A short walk through every room: `node walk.mjs firefox|webkit BINARY ADDRESS-OF-THE-SITE`.
 *
 * One walk for all browsers, by the tiny models. It clicks and types as a person does, waits for what
 * a person could see, and ends with 1 at the first thing that does not come, at an error that
 * nobody caught and at an error that the page shows. Prints each step and how long it took.
 */

import { setTimeout as pause } from "node:timers/promises";
import { firefox } from "./firefox.mjs";
import { webkit } from "./webkit.mjs";

/**
 * @typedef {object} Driver a browser with one tab
 * @property {string} name with its version
 * @property {(url: string) => Promise<unknown>} open
 * @property {(expression: string) => Promise<any>} evaluate
 * @property {(actions: object[]) => Promise<unknown>} perform WebDriver's actions, the same in both protocols
 * @property {() => Promise<string[]>} errors what nobody caught so far
 * @property {() => Promise<void>} close
 */

const LIMIT_MS = 300_000; // one machine may be shared by many; only a failure waits so long
const TINY = "model=tiny&embedder=tiny-embedding&device=wasm";
const KEYS = { Enter: "\uE007", Control: "\uE009", Escape: "\uE00C" };
const SEEN = "it.checkVisibility?.() ?? it.offsetParent !== null";
const ERRORS = `[...document.querySelectorAll("[role=alert] .notice, .notice[role=alert]")]
  .filter((it) => ${SEEN}).map((it) => it.textContent)`;
/**
 * A person presses what they see; a scroll of the browser's own (after typing, Firefox brings the
 * caret into sight) may be under way still. The middle of an element that has stood still for a frame
 * and has nothing over it, else null.
 */
const RESTING = `async (it) => {
  const middle = () => {
    const { left, top, width, height } = it.getBoundingClientRect();
    return [left + width / 2, top + height / 2].map(Math.round);
  };
  const frame = () => new Promise(requestAnimationFrame);
  it.scrollIntoView({ block: "center", behavior: "instant" });
  await frame();
  const [x, y] = middle();
  await frame();
  return String(middle()) === String([x, y]) && it.contains(document.elementFromPoint(x, y))
    ? [x, y]
    : null;
}`;

/** A person before a page. */
class Person {
  /** @param {Driver} driver */
  constructor(driver) {
    this.driver = driver;
  }

  /** Wait until `expression` is true; what it is then. @param {string} expression */
  async until(expression) {
    const end = Date.now() + LIMIT_MS;
    while (Date.now() < end) {
      const value = await this.driver.evaluate(expression);
      if (value) return value;
      await pause(200);
    }
    const shown = await this.driver.evaluate("document.querySelector('main')?.innerText");
    throw new Error(`not so within ${LIMIT_MS} ms: ${expression}\nThe page shows:\n${shown}`);
  }

  /** Wait until something is in sight and says `text`. @param {string} selector @param {string} [text] */
  see(selector, text = "") {
    const found = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
    const says = `it.textContent.includes(${JSON.stringify(text)})`;
    return this.until(`${found}.some((it) => (${SEEN}) && ${says})`);
  }

  /** Click in the middle of the first that can be pressed, where it rests. @param {string} selector */
  async press(selector) {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    await this.until(`(it => it && !it.disabled && (${SEEN}))(${found})`);
    const [x, y] = await this.until(`(${RESTING})(${found})`);
    const steps = [
      { type: "pointerMove", x, y },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    await this.driver.perform([{ type: "pointer", id: "mouse", actions: steps }]);
  }

  /** @param {string} text */
  keys(text) {
    return this.#keyed([...text].flatMap((key) => [down(key), up(key)]));
  }

  /** A key while Control is held. @param {string} key */
  control(key) {
    return this.#keyed([down(KEYS.Control), down(key), up(key), up(KEYS.Control)]);
  }

  /** @param {object[]} actions */
  #keyed(actions) {
    return this.driver.perform([{ type: "key", id: "keyboard", actions }]);
  }

  /** Write `text` over what a field holds. @param {string} field @param {string} text */
  async write(field, text) {
    await this.press(field);
    await this.control("a");
    await this.keys(text);
  }

  /** By the links at the top. @param {string} room */
  async go(room) {
    await this.press(`nav a[href='#${room}']`);
    await this.see(`#${room}-heading`);
  }
}

const down = (/** @type {string} */ value) => ({ type: "keyDown", value });
const up = (/** @type {string} */ value) => ({ type: "keyUp", value });

/** @type {Record<string, (person: Person, site: string) => Promise<unknown>>} */
const WALK = {
  async "open the page, accept the terms"(person, site) {
    await person.driver.open(`${site}?${TINY}`);
    await person.press("#story-room #model-card button[data-event=load]");
    await person.see("#story-room #ready-line", "is ready");
  },
  async "tell a story"(person) {
    await person.write("#field-hero", "Mila, a small fox");
    await person.press("#tell-button");
    await person.see(".scene[id^=scene-] .prose");
    await person.keys(KEYS.Escape); // of a random model all scenes are alike
    await person.see("#after", "Stopped");
  },
  async "find it on the shelf"(person) {
    await person.go("shelf");
    await person.see("#shelf-room .spine h2");
  },
  async "sort a sample"(person) {
    await person.go("sort");
    await person.press("#sort-room button[data-event='sort.sample']");
    await person.until("document.querySelector('#sort-labels')?.value");
    await person.press("#sort-start");
    await person.until(
      "/^All .* rows are read/.test(document.querySelector('#sort-progress-line')?.textContent)",
    );
    await person.see("#sort-rows li meter");
  },
  async "route a text"(person) {
    await person.go("route");
    await person.write("#route-text", "I would like my vaccination card copied please.");
    await person.press("#route-go");
    await person.see("#route-answer:not([aria-busy])");
  },
  async "find by words in the sample files"(person) {
    await person.go("find");
    await person.press("#find-room button[data-event='find.samples']");
    await person.see("#intake-done", "added");
    await person.write("#find-box", "dog flat");
    await person.press("#find-go");
    await person.see("#found-line", "found");
    await person.see(".passage mark", "dog");
  },
  async "open the rooms that need a model of their own, and the log"(person) {
    for (const room of ["write", "talk", "look", "teach", "log"]) await person.go(room);
    await person.press("#log-switch");
    await person.see("#log-switch-heading", "The log is on");
  },
  async "look at the settings"(person) {
    await person.go("settings");
    await person.see("#settings-room", "browser");
  },
  async "run a cell at the Workbench"(person, site) {
    await person.driver.open(`${site}workbench/?${TINY}`);
    await person.until("document.querySelector('#run').disabled === false");
    await person.write("#editor", "print(6 * 7)"); // the editor itself is in a shadow root
    await person.press("#run");
    await person.see("#output", "42");
  },
};

/** @param {Driver} driver @param {string} site */
async function walk(driver, site) {
  const person = new Person(driver);
  console.log(driver.name);
  for (const [name, step] of Object.entries(WALK)) {
    const began = Date.now();
    await step(person, site);
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${name}`);
    const wrong = [...(await driver.evaluate(ERRORS)), ...(await driver.errors())];
    if (wrong.length) throw new Error(`${name}: ${wrong.join("\n")}`);
  }
}

const [kind, binary, site] = process.argv.slice(2);
const driver = await { firefox, webkit }[kind](binary);
try {
  await walk(driver, site);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await driver.close();
}
process.exit();
