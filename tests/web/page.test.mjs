/**
 * @file The page's own modules that need no DOM: text for reading aloud, voices that stay here, files.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readBytesFile, readTextFile } from "../../app/page/files.js";
import { Screen } from "../../app/page/screen.js";
import { chunks, Reader } from "../../app/page/speech.js";

/** A speech synthesis that writes down what it is told to say. @param {object[]} voices */
function speechWith(voices) {
  const said = [];
  globalThis.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) {
      super();
      this.text = text;
    }
  };
  globalThis.speechSynthesis = {
    getVoices: () => voices,
    addEventListener: () => {},
    speak: (utterance) => said.push(utterance),
    cancel: () => {},
    pause: () => {},
    resume: () => {},
  };
  return said;
}

const NEAR = { name: "Near", lang: "en-GB", localService: true };
const FAR = { name: "Far", lang: "en-GB", localService: false };

test("every word of a text is in its chunks, which end with sentences", () => {
  const text = `The fox slept. "Good night," said Mila! ${"And so on, ".repeat(40)}to the end.`;
  const pieces = chunks(text);
  const letters = (/** @type {string} */ some) => some.replace(/\s/g, "");
  assert.equal(letters(pieces.join("")), letters(text));
  assert.match(pieces[0], /[.!?"]$/);
  assert.ok(pieces.length > 1);
  assert.deepEqual(chunks(" \n "), []);
});

test("voices are reported with whether they stay on the device", () => {
  speechWith([NEAR, FAR]);
  let heard = [];
  new Reader(
    () => {},
    (voices) => {
      heard = voices;
    },
  );
  assert.deepEqual(
    heard.map(({ name, local }) => [name, local]),
    [
      ["Near", true],
      ["Far", false],
    ],
  );
});

test("a voice that sends text away is never used, even when asked for", () => {
  const said = speechWith([FAR, NEAR]);
  const stages = [];
  const reader = new Reader(
    (stage) => stages.push(stage),
    () => {},
  );
  reader.speak("Good night.", "Far", "en");
  assert.deepEqual(
    said.map(({ voice }) => voice.name),
    ["Near"],
  );
  said[0].dispatchEvent(new Event("end"));
  assert.deepEqual(stages, ["quiet", "speaking", "quiet"]);
});

test("without a chosen voice the text's language decides", () => {
  const said = speechWith([{ name: "Anna", lang: "de-DE", localService: true }, NEAR]);
  new Reader(
    () => {},
    () => {},
  ).speak("Good night.", "", "en");
  assert.equal(said[0].voice.name, "Near");
});

test("without a voice of the device nothing is said", () => {
  const said = speechWith([FAR]);
  new Reader(
    () => {},
    () => {},
  ).speak("Good night.", "Far", "en");
  assert.deepEqual(said, []);
});

test("the end of a reading that was stopped does not end the next", () => {
  const said = speechWith([NEAR]);
  const stages = [];
  const reader = new Reader(
    (stage) => stages.push(stage),
    () => {},
  );
  reader.speak("One.", "Near", "en");
  reader.speak("Two.", "Near", "en");
  said[0].dispatchEvent(new Event("end"));
  assert.equal(stages.at(-1), "speaking");
});

test("a file that is too large is refused before any of it is read", async () => {
  const never = () => assert.fail("it was read");
  const large = { name: "big.csv", size: 101, arrayBuffer: never };
  assert.deepEqual(await readBytesFile(/** @type {any} */ (large), 100), {
    filename: "big.csv",
    size_bytes: 101,
    refused: "large",
  });
});

test("a file's bytes come with its name; one that is gone by now is told of", async () => {
  const file = new File([new Uint8Array([1, 2, 3])], "small.csv");
  const facts = { filename: "small.csv", size_bytes: 3 };
  assert.deepEqual(await readBytesFile(file, 3), { ...facts, bytes: new Uint8Array([1, 2, 3]) });
  const arrayBuffer = async () => Promise.reject(new DOMException("gone", "NotFoundError"));
  const gone = /** @type {any} */ ({ name: "small.csv", size: 3, arrayBuffer });
  assert.deepEqual(await readBytesFile(gone, 3), { ...facts, refused: "unreadable" });
});

test("a text file that is too large, or gone, is never an empty text: it is told why", async () => {
  const never = () => assert.fail("it was read");
  const large = await readTextFile(
    /** @type {any} */ ({ name: "a.json", size: 64_000_001, text: never }),
  );
  assert.match(large.refused, /a\.json has 65 MB, and no more than 64 MB/);
  const text = async () => Promise.reject(new DOMException("gone", "NotFoundError"));
  const gone = await readTextFile(/** @type {any} */ ({ name: "a.json", size: 3, text }));
  assert.match(gone.refused, /could not be read/);
  assert.ok(!("text" in gone) && !("text" in large));
  assert.equal((await readTextFile(new File(["abc"], "a.json"))).text, "abc");
});

test("announcements that come together are each said, and the same words again", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const lines = [];
  globalThis.document = {
    createElement: () => ({ remove: () => lines.shift() }),
  };
  const screen = new Screen({}, { append: (line) => lines.push(line) });
  for (const text of ["Deleted", "The story is back", "Deleted"]) screen.announce(text);
  assert.deepEqual(
    lines.map(({ textContent }) => textContent),
    ["Deleted", "The story is back", "Deleted"],
  );
  t.mock.timers.tick(60_000);
  assert.deepEqual(lines, [], "the region does not grow for ever");
  delete globalThis.document;
});
