/**
 * @file The wire's words: kinds, operations, topics, marks and codes.
 * Generated from py/hearthside/wire/__init__.py by web/site/wiregen.py. Do not edit.
 */

/** What a message is. */
export const Kind = Object.freeze({
  CALL: /** @type {const} */ ("call"),
  PART: /** @type {const} */ ("part"),
  DONE: /** @type {const} */ ("done"),
  FAIL: /** @type {const} */ ("fail"),
  STOP: /** @type {const} */ ("stop"),
  NOTE: /** @type {const} */ ("note"),
});
/** @typedef {(typeof Kind)[keyof typeof Kind]} Kind */

/** What a call asks for. `noun.verb`; the engine answers the first block, the mind the rest. */
export const Op = Object.freeze({
  ENGINE_PROBE: /** @type {const} */ ("engine.probe"),
  MODEL_LOAD: /** @type {const} */ ("model.load"),
  MODEL_UNLOAD: /** @type {const} */ ("model.unload"),
  MODEL_KEPT: /** @type {const} */ ("model.kept"),
  MODEL_FORGET: /** @type {const} */ ("model.forget"),
  TEXT_ENCODE: /** @type {const} */ ("text.encode"),
  TEXT_DECODE: /** @type {const} */ ("text.decode"),
  TEXT_PIECES: /** @type {const} */ ("text.pieces"),
  ADAPTER_LOAD: /** @type {const} */ ("adapter.load"),
  ADAPTER_UNLOAD: /** @type {const} */ ("adapter.unload"),
  CACHE_OPEN: /** @type {const} */ ("cache.open"),
  CACHE_FORK: /** @type {const} */ ("cache.fork"),
  CACHE_CUT: /** @type {const} */ ("cache.cut"),
  CACHE_CLOSE: /** @type {const} */ ("cache.close"),
  MEDIA_FETCH: /** @type {const} */ ("media.fetch"),
  MEDIA_ENCODE: /** @type {const} */ ("media.encode"),
  MEDIA_CLOSE: /** @type {const} */ ("media.close"),
  GRAMMAR_PREPARE: /** @type {const} */ ("grammar.prepare"),
  GRAMMAR_OPEN: /** @type {const} */ ("grammar.open"),
  GRAMMAR_CLOSE: /** @type {const} */ ("grammar.close"),
  STEP: /** @type {const} */ ("step"),
  SCORE: /** @type {const} */ ("score"),
  EMBED: /** @type {const} */ ("embed"),
  EMBED_COUNT: /** @type {const} */ ("embed.count"),
  MATRIX_OPEN: /** @type {const} */ ("matrix.open"),
  MATRIX_ADD: /** @type {const} */ ("matrix.add"),
  MATRIX_NEAREST: /** @type {const} */ ("matrix.nearest"),
  MATRIX_CLOSE: /** @type {const} */ ("matrix.close"),
  MATRIX_PRODUCT: /** @type {const} */ ("matrix.product"),
  TRAIN_OPEN: /** @type {const} */ ("train.open"),
  TRAIN_ENCODE: /** @type {const} */ ("train.encode"),
  TRAIN_RESTORE: /** @type {const} */ ("train.restore"),
  TRAIN_SAVE: /** @type {const} */ ("train.save"),
  TRAIN_STEP: /** @type {const} */ ("train.step"),
  TRAIN_LOSS: /** @type {const} */ ("train.loss"),
  SHELF_LIST: /** @type {const} */ ("shelf.list"),
  SHELF_GET: /** @type {const} */ ("shelf.get"),
  SHELF_PUT: /** @type {const} */ ("shelf.put"),
  SHELF_DELETE: /** @type {const} */ ("shelf.delete"),
  CHEST_KEYS: /** @type {const} */ ("chest.keys"),
  CHEST_READ: /** @type {const} */ ("chest.read"),
  CHEST_WRITE: /** @type {const} */ ("chest.write"),
  CHEST_DELETE: /** @type {const} */ ("chest.delete"),
  CHEST_CLEAR: /** @type {const} */ ("chest.clear"),
  CHEST_STATE: /** @type {const} */ ("chest.state"),
  CHEST_LOCK: /** @type {const} */ ("chest.lock"),
  CHEST_OPEN: /** @type {const} */ ("chest.open"),
  CHEST_CHANGED: /** @type {const} */ ("chest.changed"),
  APP_START: /** @type {const} */ ("app.start"),
  APP_EVENT: /** @type {const} */ ("app.event"),
});
/** @typedef {(typeof Op)[keyof typeof Op]} Op */

/** What a note is about. Notes are unasked and unanswered. */
export const Topic = Object.freeze({
  READY: /** @type {const} */ ("worker.ready"),
  START: /** @type {const} */ ("worker.start"),
  KILL: /** @type {const} */ ("worker.kill"),
  LOST: /** @type {const} */ ("worker.lost"),
  BOOT: /** @type {const} */ ("worker.boot"),
  SCREEN: /** @type {const} */ ("screen"),
  APPEND: /** @type {const} */ ("append"),
  KEEP: /** @type {const} */ ("keep"),
  EFFECT: /** @type {const} */ ("effect"),
});
/** @typedef {(typeof Topic)[keyof typeof Topic]} Topic */

/** What stands in a message's text, where that is text, for something beside it. */
export const Mark = Object.freeze({
  BYTES: /** @type {const} */ ("$bytes"),
});
/** @typedef {(typeof Mark)[keyof typeof Mark]} Mark */

/** Why a call failed. `noun.reason`. A page decides by code, never by message text. */
export const Code = Object.freeze({
  CALL_STOPPED: /** @type {const} */ ("call.stopped"),
  CALL_INVALID: /** @type {const} */ ("call.invalid"),
  CALL_FAILED: /** @type {const} */ ("call.failed"),
  OP_UNKNOWN: /** @type {const} */ ("op.unknown"),
  ENGINE_LOST: /** @type {const} */ ("engine.lost"),
  MIND_LOST: /** @type {const} */ ("mind.lost"),
  ENGINE_FAILED: /** @type {const} */ ("engine.failed"),
  DEVICE_NONE: /** @type {const} */ ("device.none"),
  DEVICE_SOFTWARE: /** @type {const} */ ("device.software"),
  DEVICE_WRONG: /** @type {const} */ ("device.wrong"),
  MODEL_NONE: /** @type {const} */ ("model.none"),
  MODEL_UNKNOWN: /** @type {const} */ ("model.unknown"),
  MODEL_CORRUPT: /** @type {const} */ ("model.corrupt"),
  MODEL_UNFIT: /** @type {const} */ ("model.unfit"),
  DOWNLOAD_FAILED: /** @type {const} */ ("download.failed"),
  DOWNLOAD_OFFLINE: /** @type {const} */ ("download.offline"),
  STORAGE_FULL: /** @type {const} */ ("storage.full"),
  STORAGE_NONE: /** @type {const} */ ("storage.none"),
  CACHE_UNKNOWN: /** @type {const} */ ("cache.unknown"),
  CONTEXT_FULL: /** @type {const} */ ("context.full"),
  FORM_INVALID: /** @type {const} */ ("form.invalid"),
  RECIPE_INVALID: /** @type {const} */ ("recipe.invalid"),
  SHELF_INVALID: /** @type {const} */ ("shelf.invalid"),
  SHELF_MISSING: /** @type {const} */ ("shelf.missing"),
  LABELS_INVALID: /** @type {const} */ ("labels.invalid"),
  POLICY_INVALID: /** @type {const} */ ("policy.invalid"),
  TABLE_INVALID: /** @type {const} */ ("table.invalid"),
  TABLE_LARGE: /** @type {const} */ ("table.large"),
  MATRIX_UNKNOWN: /** @type {const} */ ("matrix.unknown"),
  MEDIA_UNKNOWN: /** @type {const} */ ("media.unknown"),
  GRAMMAR_INVALID: /** @type {const} */ ("grammar.invalid"),
  GRAMMAR_UNKNOWN: /** @type {const} */ ("grammar.unknown"),
  FILE_INVALID: /** @type {const} */ ("file.invalid"),
  FILE_LARGE: /** @type {const} */ ("file.large"),
  INDEX_MODEL: /** @type {const} */ ("index.model"),
  INDEX_INVALID: /** @type {const} */ ("index.invalid"),
  ADAPTER_INVALID: /** @type {const} */ ("adapter.invalid"),
  ADAPTER_UNFIT: /** @type {const} */ ("adapter.unfit"),
  PASSPHRASE_NEEDED: /** @type {const} */ ("passphrase.needed"),
  PASSPHRASE_WRONG: /** @type {const} */ ("passphrase.wrong"),
});
/** @typedef {(typeof Code)[keyof typeof Code]} Code */

/**
 * @typedef {number | string} CallId
 * @typedef {{kind: "call", id: CallId, op: string, args: any}} CallMessage
 * @typedef {{kind: "part", id: CallId, data: any}} PartMessage
 * @typedef {{kind: "done", id: CallId, value: any}} DoneMessage
 * @typedef {{kind: "fail", id: CallId, code: Code, message: string, detail?: string}} FailMessage
 * @typedef {{kind: "stop", id: CallId}} StopMessage
 * @typedef {{kind: "note", topic: string, data: any}} NoteMessage
 * @typedef {CallMessage | PartMessage | DoneMessage | FailMessage} Spoken
 * @typedef {Spoken | StopMessage | NoteMessage} Message
 */
