/**
 * @file Reading aloud with the browser's own voices.
 *
 * A voice whose `localService` is false sends the text to a server, so such voices are reported as
 * not local and are never used here. Knows nothing of stories; it is given plain text.
 */

/** Long utterances are cut off by some browsers; sentences of this many letters are safe. */
const LARGEST_CHUNK = 220;

/** @typedef {{name: string, language: string, local: boolean}} VoiceFacts */
/** @typedef {"quiet" | "speaking" | "paused"} Stage */

/** @param {string} text @returns {string[]} pieces that end with a sentence where they can */
export function chunks(text) {
  /** @type {string[]} */
  const pieces = [];
  for (const sentence of text.match(/[^.!?\n]+[.!?"'\u2019\u201d]*\s*/g) ?? []) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + sentence.length <= LARGEST_CHUNK) {
      pieces[pieces.length - 1] = last + sentence;
    } else {
      pieces.push(sentence);
    }
  }
  return pieces.map((piece) => piece.trim()).filter(Boolean);
}

export class Reader {
  /** Counts readings, so that the end of a stopped one is not taken for the end of the next. */
  #reading = 0;

  /** @param {(stage: Stage) => void} onStage @param {(voices: VoiceFacts[]) => void} onVoices */
  constructor(onStage, onVoices) {
    this.onStage = onStage;
    this.speech = globalThis.speechSynthesis;
    if (!this.speech) return;
    const report = () => onVoices(this.#voices().map(factsOf));
    this.speech.addEventListener?.("voiceschanged", report);
    report();
  }

  /**
   * @param {string} text
   * @param {string} voiceName the voice to use if it is one of this device
   * @param {string} language of the text, two letters; without that voice, one that speaks it
   */
  speak(text, voiceName, language) {
    const local = this.#voices().filter((voice) => voice.localService);
    const voice =
      local.find(({ name }) => name === voiceName) ??
      local.find(({ lang }) => lang.toLowerCase().startsWith(language)) ??
      local[0];
    if (!voice) return;
    this.stop();
    const reading = ++this.#reading;
    const pieces = chunks(text);
    for (const [number, piece] of pieces.entries()) {
      const utterance = new SpeechSynthesisUtterance(piece);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = 0.92;
      const ended = () => {
        if (reading === this.#reading) this.onStage("quiet");
      };
      if (number === pieces.length - 1) utterance.addEventListener("end", ended);
      utterance.addEventListener("error", ended);
      this.speech.speak(utterance);
    }
    this.onStage(pieces.length ? "speaking" : "quiet");
  }

  pause() {
    this.speech?.pause();
    this.onStage("paused");
  }

  resume() {
    this.speech?.resume();
    this.onStage("speaking");
  }

  stop() {
    this.#reading++;
    this.speech?.cancel();
    this.speech?.resume();
    this.onStage("quiet");
  }

  #voices() {
    return this.speech?.getVoices() ?? [];
  }
}

/** @param {SpeechSynthesisVoice} voice @returns {VoiceFacts} */
function factsOf({ name, lang, localService }) {
  return { name, language: lang, local: localService };
}
