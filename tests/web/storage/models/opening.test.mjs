// The store of model files is opened once, and anew where that failed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../../../../web/storage/memory.js";
import { modelStore } from "../../../../web/storage/models/opening.js";

test("two who ask have one store", async () => {
  let opened = 0;
  const store = modelStore(async () => {
    opened += 1;
    return memoryStore();
  });
  const [one, other] = await Promise.all([store(), store()]);
  assert.equal(one, other);
  assert.equal(opened, 1);
});

for (const [name, code] of [
  ["QuotaExceededError", "storage.full"],
  ["NotAllowedError", "storage.none"],
]) {
  test(`a browser that answers ${name} is ${code}, and is asked again`, async () => {
    let full = true;
    const store = modelStore(async () => ({
      ...memoryStore(),
      bucket: async (folder) => {
        if (full) throw new DOMException("no room for a folder", name);
        return memoryStore().bucket(folder);
      },
    }));
    await assert.rejects(store(), { code });
    full = false;
    assert.deepEqual(await (await store()).stored(), []);
  });
}
