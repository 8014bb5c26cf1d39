/**
 * @file What an origin keeps on the device and in this tab, as plain values, and put back again:
 * `kept.dump(omit)` and `kept.restore(dump)`. For any document of the origin that is not the app.
 *
 * Not dumped: cookies, caches, databases and folders that begin with one of `omit`. Knows nothing of
 * what any of it means.
 */

globalThis.kept = {
  /** @param {string[]} omit beginnings of names of what is no person's data */
  async dump(omit) {
    const data = (name) => !omit.some((beginning) => name.startsWith(beginning));
    const names = (await indexedDB.databases()).map(({ name }) => name).filter(data);
    return {
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await Promise.all(names.map(databaseAsValues)),
      files: Object.fromEntries(await filesIn(await navigator.storage.getDirectory(), "", data)),
    };
  },

  async restore({ local, session, databases, files }) {
    for (const [name, text] of Object.entries(local)) localStorage.setItem(name, text);
    for (const [name, text] of Object.entries(session)) sessionStorage.setItem(name, text);
    for (const database of databases) await databaseFrom(database);
    for (const [path, base64] of Object.entries(files)) await fileFrom(path, base64);
  },
};

/** @param {IDBRequest} request */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function databaseAsValues(name) {
  const database = await done(indexedDB.open(name));
  const stores = [];
  for (const of of database.objectStoreNames) {
    const store = database.transaction(of).objectStore(of);
    const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath]);
    stores.push({ name: of, keyPath: store.keyPath, indexes, records: await done(store.getAll()) });
  }
  database.close();
  return { name, version: database.version, stores };
}

async function databaseFrom({ name, version, stores }) {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => {
    for (const { name, keyPath, indexes } of stores) {
      const store = opening.result.createObjectStore(name, { keyPath });
      for (const [index, path] of indexes) store.createIndex(index, path);
    }
  };
  const database = await done(opening);
  for (const { name, records } of stores) {
    const store = database.transaction(name, "readwrite").objectStore(name);
    await Promise.all(records.map((record) => done(store.put(record))));
  }
  database.close();
}

/** @returns {Promise<[path: string, base64: string][]>} */
async function filesIn(folder, path, wanted = () => true) {
  const found = [];
  for await (const [name, entry] of folder.entries()) {
    if (!wanted(name)) continue;
    const here = path ? `${path}/${name}` : name;
    if (entry.kind === "directory") found.push(...(await filesIn(entry, here)));
    else found.push([here, new Uint8Array(await (await entry.getFile()).arrayBuffer()).toBase64()]);
  }
  return found.sort();
}

async function fileFrom(path, base64) {
  const parts = path.split("/");
  const name = parts.pop();
  let folder = await navigator.storage.getDirectory();
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
  const writer = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writer.write(Uint8Array.fromBase64(base64));
  await writer.close();
}
