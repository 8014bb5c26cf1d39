/**
 * @file The page: starts the workers, shows what the mind renders, and sends it what a person does.
 *
 * The only room with a DOM. It decides nothing: which screen, which words and what is told come from
 * the mind. It holds what must outlive a lost mind: typed text and the last kept state.
 */

import "./page/webrtc.js";

import { supervise } from "../web/page/supervisor.js";
import { settleVisit } from "../web/page/visit.js";
import { Op, Topic } from "../web/wire/wire.gen.js";
import { ScreenWake } from "./page/device/wake.js";
import { copyText, saveFile } from "./page/files.js";
import { chosenFiles } from "./page/folders.js";
import * as forms from "./page/form.js";
import { FileHands } from "./page/handing.js";
import { contentOf, takenBy, takesMany, watchDrops, watchPastes } from "./page/intake.js";
import { MediaHands } from "./page/media/hands.js";
import { RowLists } from "./page/rows.js";
import { byId, Screen } from "./page/screen.js";
import { Reader } from "./page/speech.js";
import { Outbox } from "./page/start/outbox.js";
import { Patience } from "./page/start/patience.js";
import { startMoved, tellStart } from "./page/start/report.js";
import { watchSuggestions } from "./page/suggest/watch.js";
import { watchTabs } from "./page/tabs.js";
import { selectLine, typedForms, watchKeys, watchTyping } from "./page/typing.js";

/** @typedef {import("../web/wire/rpc.js").Peer} Peer */
/** @typedef {Record<string, any>} Data */

const BASE_URL = new URL("../", import.meta.url).href;
const OWN_DATA = new Set(["event", "escape", "files", "kept", "typed"]);
/** Under this and its name the tab holds each part of the state that the mind gives it to keep. */
const KEPT = "hearthside.kept.";

const storyForm = () => /** @type {HTMLFormElement} */ (byId("story-form"));

const patience = new Patience(byId("unheard"));
const outbox = new Outbox((standing) => patience.show(standing));
/** What holds until it changes, told again to every new mind. @type {Map<string, {name: string, data: Data}>} */
const standing = new Map();
let minds = 0;
const keptParts = forms.keptParts(KEPT);
const hands = new FileHands(
  (name, data) =>
    name === "file.progress" ? outbox.latest(name, data, data.id) : outbox.must(name, data),
  new URL("vendor/pdf/", BASE_URL).href,
);
const media = new MediaHands(
  (name, data) => outbox.must(name, data),
  (target, value) => screen.setValue(target, value),
);
const suggestions = watchSuggestions(
  (name, data) => outbox.latest(name, data),
  (text) => screen.announce(text),
);
const wake = new ScreenWake(navigator.wakeLock, document);

for (const form of forms.keptForms()) forms.restoreFields(form);
listenToPerson();
// A reload loses nothing as long as the tab can keep what was typed.
await settleVisit({
  mayReload: () => forms.keptForms().every(forms.keepFields),
  onKeeping: tellStart,
});

const vendored = new URL("vendor/idiomorph.esm.js", BASE_URL).href;
const { Idiomorph } = await import(vendored);
const screen = new Screen(Idiomorph, byId("announcer"));
const lists = new RowLists((name, data) => outbox.latest(name, data));
const listed = readIndex();

const keeper = supervise({
  mind: { entry: "app.main", baseUrl: BASE_URL, boot: "auto" },
  onMind: (peer) => meetMind(peer),
  onWorker: (kind, state, detail) => {
    startMoved(kind, state, detail);
    if (kind === "mind") mindChanged(state);
    else if (state === "lost" || state === "failed") outbox.latest(`engine.${state}`, detail);
  },
});

const tabs = watchTabs(
  (others) => tellStanding("tabs", { others }),
  () => outbox.latest("shelf.changed"),
);
const reader = new Reader(
  (stage) => tellStanding("speech", { stage }),
  (voices) => tellStanding("voices", { voices }),
);

/** @param {"starting" | "ready" | "lost" | "failed"} state */
function mindChanged(state) {
  if (state === "lost" || state === "failed") {
    outbox.part();
    hands.rest();
    wake.want(false);
  }
  document.body.dataset.mind = state;
  byId("mind-failed").hidden = state !== "failed";
}

/** A new mind: it is told all that the page kept, and answers with its screen. @param {Peer} peer */
async function meetMind(peer) {
  peer.onNote(Topic.SCREEN, ({ html }) => {
    screen.show(html);
    lists.settle();
  });
  peer.onNote(Topic.APPEND, ({ target, text }) => screen.append(target, text));
  peer.onNote(Topic.KEEP, ({ parts }) => {
    Object.assign(keptParts, parts);
    for (const [name, text] of Object.entries(parts)) forms.keep(KEPT + name, text);
  });
  peer.onNote(Topic.EFFECT, (effect) => EFFECTS[effect.name]?.(effect));
  const revived = minds++ > 0;
  const settings = { ...Object.fromEntries(new URLSearchParams(location.search)), revived };
  peer.onNote(Topic.READY, async () => {
    const { models, adapters } = await listed;
    const form = forms.readFields(storyForm());
    const args = {
      kept: keptParts,
      form,
      fragment: location.hash,
      settings: { ...settings, models, adapters },
    };
    const started = await peer.call(Op.APP_START, args).catch(lostWithMind);
    if (!started) return;
    outbox.meet((name, data) => callMind(peer, name, data), [...standing.values()]);
    if (revived) {
      hands.announceAgain();
      media.announceAgain();
    }
    for (const written of typedForms()) tellTyped(written);
  });
}

/**
 * What this site has; nothing when the list cannot be had.
 * @returns {Promise<{models: unknown[], adapters?: unknown[]}>}
 */
async function readIndex() {
  try {
    const answer = await fetch(new URL("models/index.json", BASE_URL));
    return await answer.json();
  } catch {
    return { models: [] };
  }
}

/** @param {Peer} peer @param {string} name @param {Data} data plain values and bytes, which are gone from here then */
function callMind(peer, name, data) {
  const transfer = Object.values(data).flatMap((it) => (ArrayBuffer.isView(it) ? it.buffer : []));
  return peer.call(Op.APP_EVENT, { name, data }, { transfer }).catch(lostWithMind);
}

/** The next mind starts from the kept state, and says so itself. @param {{code: string, message: string}} error */
function lostWithMind({ code, message }) {
  console.warn("hearthside:", code, message);
}

/** @param {string} name @param {Data} data */
function tellStanding(name, data) {
  standing.set(name, { name, data });
  if (outbox.met) outbox.latest(name, data);
}

/** @param {HTMLFormElement} form */
function tellTyped(form) {
  const data = { ...forms.readFields(form), ...dataOf(form) };
  outbox.latest(form.dataset.typed ?? "", data, form.id);
}

/** What the mind may ask of the page. @type {Record<string, (effect: Data) => void>} */
const EFFECTS = {
  announce: ({ text }) => screen.announce(text),
  focus: ({ target, scroll }) => screen.focus(target, scroll),
  text: ({ target, text }) => screen.setText(target, text),
  value: ({ target, value }) => screen.setValue(target, value),
  fill: ({ fields, form = "story-form" }) =>
    forms.fillFields(/** @type {HTMLFormElement} */ (byId(form)), fields),
  offer: ({ fields, form }) =>
    forms.offerFields(/** @type {HTMLFormElement} */ (byId(form)), fields),
  line: ({ target, line, column, length }) => selectLine(target, line, column, length),
  reveal: ({ target, row }) => lists.reveal(target, row),
  fragment: ({ text }) => {
    // replaceState makes no hashchange, so the mind does not hear of its own doing.
    if (location.hash !== text)
      history.replaceState(null, "", text || location.pathname + location.search);
  },
  speak: ({ text, voice, language }) => reader.speak(text, voice, language),
  pause: () => reader.pause(),
  resume: () => reader.resume(),
  hush: () => reader.stop(),
  copy: async ({ text, done }) => {
    if (await copyText(text)) screen.announce(done);
  },
  link: async ({ fragment, done }) => {
    if (await copyText(new URL(fragment, location.href).href)) screen.announce(done);
  },
  "file.read": (asked) => hands.read(/** @type {import("./page/handing.js").Asked} */ (asked)),
  "file.forget": (which) => hands.forget(which),
  "media.pixels": (asked) => media.pixels(/** @type {any} */ (asked)),
  "media.samples": (asked) => media.samples(/** @type {any} */ (asked)),
  "media.record": (asked) => void media.record(/** @type {any} */ (asked)),
  "media.rest": (asked) => void media.rest(/** @type {any} */ (asked)),
  "media.forget": (which) => media.forget(/** @type {any} */ (which)),
  save: ({ filename, type, text, bytes }) => saveFile(filename, type, bytes ?? text),
  print: () => print(),
  shelf: () => tabs.shelfChanged(),
  persist: () => void navigator.storage?.persist?.(),
  reload: () => location.reload(),
  wake: ({ on }) => wake.want(on),
  revive: () => keeper.restart("engine"),
  suggest: ({ number, text }) => suggestions.came(number, text),
};

function listenToPerson() {
  document.addEventListener("click", (event) => {
    const element = eventElement(event, "button[data-event]");
    if (!element) return;
    outbox.press(element.dataset.event ?? "", { ...formOf(element), ...dataOf(element) });
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.event) return;
    event.preventDefault();
    outbox.press(form.dataset.event, { ...forms.readFields(form), ...dataOf(form) });
  });
  document.addEventListener("change", changed);
  watchTyping(tellTyped);
  watchDrops(takeEach, giveFiles);
  watchPastes(takeEach);
  document.addEventListener("input", (event) => {
    const form = eventElement(event, "form[data-kept]");
    if (form instanceof HTMLFormElement) forms.keepFields(form);
  });
  watchKeys();
  byId("mind-again").addEventListener("click", () => keeper.restart("mind"));
  addEventListener("hashchange", () => outbox.latest("fragment", { fragment: location.hash }));
  addEventListener("pagehide", () => globalThis.speechSynthesis?.cancel());
}

/** @param {Event} event */
function changed(event) {
  const control = eventElement(event, "input[data-event], select[data-event]");
  if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) return;
  const { name, value } = control;
  if (control instanceof HTMLInputElement && control.type === "file") takeFiles(control);
  else {
    const data = { ...dataOf(control), name };
    outbox.latest(control.dataset.event ?? "", { ...data, value }, JSON.stringify(data));
  }
}

/** @param {HTMLInputElement} field in which files were chosen */
function takeFiles(field) {
  if (!takesMany(field)) return takeEach(field, takenBy(field, field.files));
  giveFiles(field, chosenFiles(field));
  field.value = ""; // so that the same files can be chosen again
}

/** @param {HTMLInputElement} field @param {File[]} files */
function takeEach(field, files) {
  for (const file of files) void takeFile(field, file);
}

/** @param {HTMLInputElement} field @param {File} file */
async function takeFile(field, file) {
  if (field.dataset.media !== undefined) {
    field.value = "";
    return media.take(field.dataset.event ?? "", file, file.name);
  }
  const content = await contentOf(field, file);
  field.value = "";
  outbox.must(field.dataset.event ?? "", { ...dataOf(field), ...content });
}

/** @param {HTMLInputElement} field @param {import("./page/folders.js").Found} found */
function giveFiles(field, found) {
  hands.announce(field.dataset.event ?? "", dataOf(field), found);
}

/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
function eventElement(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/** @param {HTMLElement} element @returns {Data} its data-* attributes but those that are the page's own */
function dataOf({ dataset }) {
  return Object.fromEntries(Object.entries(dataset).filter(([name]) => !OWN_DATA.has(name)));
}

/** @param {HTMLElement} element @returns {Data} */
function formOf(element) {
  const form = element.closest("form");
  return form ? forms.readFields(form) : {};
}
