/**
 * @file The model files on this device: found, fetched, checked, given back.
 *
 * Files are stored under their SHA-256, so a file that two models share is stored once. Knows manifests and
 * a bucket; knows nothing of what is in the files, or of how a model runs.
 */

import { WireError } from "../../wire/rpc.js";
import { Code } from "../../wire/wire.gen.js";
import { damagedError, isQuota, offlineText, unknown } from "../errors.js";
import { download } from "./download.js";
import { learn, learntOf } from "./learnt.js";
import { checked, everyFile, filesOf } from "./manifest.js";
import { damageOf, mendChunk } from "./proof.js";
import { checkRoom, fullError } from "./room.js";
import { Transfer } from "./transfer.js";

/** @typedef {import("./download.js").FileEntry} FileEntry */
/** @typedef {import("../bytes.js").Bucket} Bucket */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./manifest.js").Form} Form */
/** @typedef {import("./manifest.js").Purpose} Purpose */
/**
 * @typedef {object} StorePorts
 * @property {Bucket} bucket
 * @property {(url: string, init?: RequestInit) => Promise<Response>} fetch
 * @property {<T>(name: string, signal: AbortSignal, task: () => Promise<T>) => Promise<T>} exclusively
 *   runs the task when no other tab is in a task of that name
 * @property {(name: string, task: () => Promise<void>) => Promise<boolean>} unlessBusy runs the task and is
 *   true, unless some tab is in a task of that name
 * @property {() => Promise<{quota?: number, usage?: number}>} estimate
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<string>} sha256
 * @property {() => Promise<import("./checks.js").Running>} running a SHA-256 of what comes piece by piece
 */
/** @typedef {(loaded_bytes: number, total_bytes: number) => void} Progress of what goes over the network */

const RECORD = "manifest-";
/** The lock of a file that is fetched or mended. */
const FILE = "hearthside-file-";
/** A model id becomes part of file names and addresses. */
const ID = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

export class ModelStore {
  /** @param {StorePorts} ports */
  constructor(ports) {
    this.ports = ports;
  }

  /**
   * The site's manifest, or the stored one when the site cannot be reached.
   * @param {string} id @param {string} base_url ends in "/"
   * @returns {Promise<Manifest>}
   * @throws {WireError} model.unknown, model.corrupt, download.offline, download.failed
   */
  async manifest(id, base_url) {
    if (!ID.test(id)) throw unknown(id);
    let response;
    try {
      response = await this.ports.fetch(`${base_url}${id}/manifest.json`, { cache: "no-cache" });
    } catch (error) {
      return this.#storedOr(
        id,
        new WireError(Code.DOWNLOAD_OFFLINE, offlineText(id), String(error)),
      );
    }
    if (response.status === 404) return this.#storedOr(id, unknown(id));
    if (!response.ok) {
      const message = `The site answered ${response.status} for the model's description.`;
      return this.#storedOr(id, new WireError(Code.DOWNLOAD_FAILED, message));
    }
    return checked(await response.json().catch(() => null));
  }

  /**
   * Brings every file for a purpose that is not here yet, and gives all of them by the last part of their path.
   * @param {Manifest} manifest @param {string} base_url @param {Form} form
   * @param {{signal: AbortSignal, onProgress: Progress, purpose?: Purpose}} options
   * @returns {Promise<Map<string, Blob>>}
   * @throws {WireError} storage.full, download.failed, download.offline, model.corrupt
   */
  async fetchAll(manifest, base_url, form, { signal, onProgress, purpose }) {
    const files = filesOf(manifest, form, purpose);
    const total_bytes = transferred(files);
    let loaded_bytes = 0;
    /** @param {number} added_bytes */
    const onBytes = (added_bytes) => {
      loaded_bytes += added_bytes;
      onProgress(loaded_bytes, total_bytes);
    };
    try {
      await checkRoom(files, this.ports);
      await this.#record(manifest);
      onBytes(0);
      for (const file of files) {
        await this.ports.exclusively(FILE + file.sha256, signal, () =>
          this.#bring(`${base_url}${manifest.id}/`, file, signal, onBytes),
        );
      }
      // Another tab may have deleted the model meanwhile; this one wants it.
      await this.#record(manifest);
      await this.#sweep();
      return await this.#open(files);
    } catch (error) {
      return this.#failed(error, sum(files)); // whichever write found the disk full
    }
  }

  /**
   * Reads every file again and compares. Wrong chunks are fetched anew; a file for which that does not
   * succeed is removed, so that the next load brings it.
   * @param {Manifest} manifest @param {string} base_url @param {Form} form @param {AbortSignal} signal
   * @param {Purpose} [purpose] @returns {Promise<string[]>} the paths of the files that were damaged
   */
  async mend(manifest, base_url, form, signal, purpose) {
    const damaged = [];
    const needed = filesOf(manifest, form, purpose);
    const later = [...filesOf(manifest, form, "image"), ...filesOf(manifest, form, "audio")];
    for (const file of [...needed, ...later]) {
      const { bucket } = this.ports;
      // Nobody showed it an image yet.
      if (later.includes(file) && !(await bucket.read(file.sha256))) continue;
      const damage = await damageOf(bucket, file, this.ports, signal);
      if (!damage) continue;
      await this.ports.exclusively(FILE + file.sha256, signal, () =>
        this.#mendFile(`${base_url}${manifest.id}/`, damage.known, damage.wrong, signal),
      );
      damaged.push(file.path);
    }
    return damaged;
  }

  /** @param {string} base_url @param {FileEntry} file @param {number[]} wrong none: all of it @param {AbortSignal} signal */
  async #mendFile(base_url, file, wrong, signal) {
    const { bucket } = this.ports;
    /** @param {number} at_bytes @param {Uint8Array<ArrayBuffer>} bytes */
    const patch = (at_bytes, bytes) => bucket.patch(file.sha256, at_bytes, bytes);
    try {
      for (const at of wrong) await mendChunk(base_url, file, at, patch, this.ports, signal);
      if (wrong.length === 0) await bucket.delete(file.sha256);
    } catch {
      await bucket.delete(file.sha256);
    }
  }

  /** The models of which something is stored. @returns {Promise<{id: string, bytes: number, complete: boolean}[]>} */
  async stored() {
    const entries = new Map((await this.ports.bucket.list()).map((entry) => [entry.name, entry]));
    const found = [];
    for (const manifest of await this.#records()) {
      const here = manifest.files.map(({ sha256 }) => entries.get(sha256));
      const bytes = here.reduce((sum_bytes, entry) => sum_bytes + (entry?.bytes ?? 0), 0);
      const complete = FORMS.some(
        (form) =>
          manifest.forms[form] &&
          filesOf(manifest, form).every(({ sha256 }) => entries.get(sha256)?.complete),
      );
      found.push({ id: manifest.id, bytes, complete });
    }
    return found;
  }

  /** Removes a model, and of its files those that no other stored model needs. @param {string} id */
  async forget(id) {
    await this.#checkIdle(id);
    await this.#alone(() => this.ports.bucket.delete(RECORD + id));
    await this.#sweep();
  }

  /** @param {string} id @throws {WireError} call.invalid: another tab is fetching a file of it */
  async #checkIdle(id) {
    const manifest = (await this.#records()).find((record) => record.id === id);
    for (const { sha256 } of manifest ? everyFile(manifest) : []) {
      if (await this.ports.unlessBusy(FILE + sha256, async () => {})) continue;
      const message =
        "Another tab is fetching this model now. Stop it there, or let it finish, then delete it.";
      throw new WireError(Code.CALL_INVALID, message);
    }
  }

  /** @param {string} base_url @param {FileEntry} file @param {AbortSignal} signal @param {(added_bytes: number) => void} onBytes */
  async #bring(base_url, file, signal, onBytes) {
    const { bucket } = this.ports;
    const here = await bucket.read(file.sha256);
    if (here?.size === file.bytes) return onBytes(new Transfer(file).bytes);
    if (here) await bucket.delete(file.sha256);
    const part = await bucket.part(file.sha256);
    try {
      const chunks = await download(base_url, file, part, this.ports, { signal, onBytes });
      await learn(bucket, file, chunks);
      await part.commit();
    } catch (error) {
      // What a full disk does not even let go of is swept away another time.
      await part.close().catch(() => {});
      const useless = isQuota(error) || part.size_bytes === 0;
      if (useless) await bucket.delete(file.sha256).catch(() => {});
      throw error;
    }
  }

  /**
   * Says of a full disk what it is; any other error stays as it was.
   * @param {unknown} error @param {number} needed_bytes @returns {Promise<never>}
   */
  async #failed(error, needed_bytes) {
    throw isQuota(error) ? await fullError(needed_bytes, this.ports) : error;
  }

  /** @param {FileEntry[]} files */
  async #open(files) {
    const blobs = new Map();
    for (const file of files) {
      const blob = await this.ports.bucket.read(file.sha256);
      if (blob?.size !== file.bytes) throw damagedError([file.path]);
      blobs.set(file.path.split("/").at(-1), blob);
    }
    return blobs;
  }

  /** Keeps the manifest, so that the model loads without the site. @param {Manifest} manifest */
  #record(manifest) {
    const { bucket } = this.ports;
    const name = RECORD + manifest.id;
    return this.#alone(async () => {
      const text = JSON.stringify(manifest);
      if ((await (await bucket.read(name))?.text()) === text) return;
      await bucket.write(name, new TextEncoder().encode(text));
    });
  }

  /** @returns {Promise<Manifest[]>} */
  async #records() {
    const names = (await this.ports.bucket.list()).filter(
      ({ name, complete }) => complete && name.startsWith(RECORD),
    );
    const texts = await Promise.all(
      names.map(async ({ name }) => (await this.ports.bucket.read(name))?.text()),
    );
    return texts.flatMap((text) => (text ? [JSON.parse(text)] : []));
  }

  /** @param {string} id @param {WireError} otherwise */
  async #storedOr(id, otherwise) {
    const stored = (await this.#records()).find((manifest) => manifest.id === id);
    if (!stored) throw otherwise;
    return stored;
  }

  /** Removes files that no stored manifest names any more. */
  #sweep() {
    const { bucket } = this.ports;
    return this.#alone(async () => {
      const wanted = new Set(
        (await this.#records()).flatMap((record) => everyFile(record).map(({ sha256 }) => sha256)),
      );
      for (const { name } of await bucket.list()) {
        if (name.startsWith(RECORD) || wanted.has(learntOf(name) ?? name)) continue;
        await this.ports.unlessBusy(FILE + name, () => bucket.delete(name));
      }
    });
  }

  /** No other tab may see the records half changed, and take a file for unwanted. @param {() => Promise<void>} task */
  #alone(task) {
    return this.ports.exclusively("hearthside-records", new AbortController().signal, task);
  }
}

/** @type {Form[]} */
const FORMS = ["wasm", "webgpu"];

/** @param {FileEntry[]} files */
const sum = (files) => files.reduce((sum_bytes, { bytes }) => sum_bytes + bytes, 0);

/** @param {FileEntry[]} files */
const transferred = (files) =>
  files.reduce((sum_bytes, file) => sum_bytes + new Transfer(file).bytes, 0);
