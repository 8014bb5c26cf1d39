"""A model kept on the device of which bits change: noticed, mended, and nothing typed is lost.

The tiny model in Chromium's own file system for the site. Knows where the engine keeps files there.
"""

import hashlib
import json

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DIST, Server, profile, shot, until
from tests.browser.visits.person import SLOW_MS, expect_error, fetch_model, wait_ready
from tests.browser.visits.test_bad_device import kept_typing, opened
from tests.browser.visits.test_lost import GONE

pytestmark = pytest.mark.browser

# Bits of a kept file changed, as a failing disk would: known by its length, at `from` and so on.
ROT = """async ({ bytes, from, every, bits }) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("hearthside-files");
  for await (const handle of folder.values()) {
    const file = await handle.getFile();
    if (file.size !== bytes) continue;
    const old = new Uint8Array(await file.arrayBuffer());
    for (let at = from; at < old.length; at += every) old[at] ^= bits;
    const writable = await handle.createWritable();
    await writable.write(old);
    await writable.close();
    return true;
  }
  return false;
}"""

# The hash of the kept file of that length; "" while it cannot be read.
HASH = """(async (bytes) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("hearthside-files");
  for await (const handle of folder.values()) {
    const file = await handle.getFile();
    if (file.size !== bytes) continue;
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return new Uint8Array(digest).toHex();
  }
  return "";
})"""


def test_a_file_that_rots_on_the_device_is_noticed_and_fetched_anew(
    chromium: Browser, server: Server
) -> None:
    context = profile(chromium)
    page = opened(context, server)
    fetch_model(page)
    size_bytes = (DIST / "models/tiny/body.bin").stat().st_size
    assert page.evaluate(ROT, {"bytes": size_bytes, "from": 0, "every": 7, "bits": 0x55})
    page.reload()
    wait_ready(page)
    kept_typing(page)
    shot(page, "damage-mended")
    context.close()


@pytest.mark.whole
def test_one_bit_that_the_self_test_does_not_see_is_noticed_and_mended(
    chromium: Browser, server: Server
) -> None:
    context = profile(chromium)
    page = opened(context, server)
    fetch_model(page)
    table = (DIST / "models/tiny/table.bin").read_bytes()
    sound, size_bytes = hashlib.sha256(table).hexdigest(), len(table)
    # The last row's first number; the self-test asks for other rows.
    manifest = json.loads((DIST / "models/tiny/manifest.json").read_text("utf-8"))
    row = manifest["table"]["rows"] - 1
    bit = {"bytes": size_bytes, "from": row * manifest["table"]["columns"], "every": 1e9, "bits": 1}
    assert page.evaluate(ROT, bit)
    assert page.evaluate(f"{HASH}({size_bytes})") not in ("", sound)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url.split("/")[-1]))
    page.reload()
    until(page, f"{HASH}({size_bytes}).then(hash => hash === '{sound}')", SLOW_MS)
    until(page, GONE.format("engine") + " === 2", SLOW_MS)
    wait_ready(page)
    expect_error(page, "A model file on this device was damaged. It is mended")
    assert [name for name in asked if name.endswith(".bin")] == ["table.bin"]
    kept_typing(page)
    shot(page, "damage-mended")
    context.close()
