/**
 * @file The kinds of models, each in a folder of its own: another kind is a folder, and a line here.
 */

import { language } from "./decoder/operations.js";
import { embedding } from "./embedder/operations.js";

/** @typedef {import("../storage/models/manifest.js").Manifest} Manifest */
/** @typedef {import("../storage/models/manifest.js").ModelKind} ModelKind */
/** @typedef {import("./device.js").Plan} Plan */
/**
 * A model that is loaded, whatever its kind.
 * @typedef {object} Model
 * @property {Manifest} manifest
 * @property {Plan} plan
 * @property {Promise<string>} lost resolves with a reason when the graphics device goes away
 * @property {readonly (keyof Manifest)[]} facts what model.load tells of the manifest
 * @property {object} [offers] what model.load tells beside them
 * @property {number} [computing_bytes] of the memory that it computes in, where it tells
 * @property {() => Promise<string>} selfTest what it finds wrong, or nothing
 * @property {() => void} reset lets go of what a mind had open
 * @property {() => Promise<void>} release
 */
/** @typedef {(model: any, args: any, signal: AbortSignal, part: (data: any) => void) => Promise<any>} Operation on a model of the kind */
/**
 * @typedef {object} Kind
 * @property {string} title as people say it
 * @property {string} none said where none is loaded
 * @property {(manifest: Manifest) => boolean} fits whether the engine can compute with such a model
 * @property {(manifest: Manifest) => boolean} processor whether our own code for processors can
 * @property {(manifest: Manifest, files: Map<string, Blob>) => Promise<void>} [foresee] refuses one that this code cannot
 *   compute, by the files that come first
 * @property {(manifest: Manifest, files: Map<string, Blob>, plan: Plan, brought: import("./media/encoders.js").Brought) => Promise<Model>} open
 * @property {Record<string, Operation>} direct by the wire's operation; answered at once
 * @property {Record<string, Operation>} queued these use the device, and wait for one another
 */

/** @type {Record<ModelKind, Kind>} */
export const KINDS = { generate: language, embed: embedding };
