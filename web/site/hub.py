"""Models that a site offers and a hub holds: the page fetches their files from there by itself.

Nothing is fetched here: a pin lists the files with their hashes, and the page checks every byte.
What a person must be able to read beforehand, the licence and the notice, lies in the site. Does
not know how a page is told to fetch; knows that the engine alone may (headers.py).
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from models import RecipeError
from models.hub.address import HubModel, hub
from models.manifest import write_index, write_manifest
from models.multimodal.listed import unfetched
from models.orders import find_pin, pinned_recipe
from models.source import HUB

# Where a hub leads to for what is large; each needs the page's leave too.
_STORES: Final = {"https://huggingface.co": ("https://*.hf.co",)}


def offer_from_hub(ids: Sequence[str], models: Path, licence: Path, stores: Sequence[str]) -> None:
    """Adds each model to the site's folder `models` and to its list, unless it lies there whole.

    `licence` is a text that stands in for a listed file of the same hash; `stores` are origins that
    the hub redirects to, where it is not the known one. Raises RecipeError for what no hub has.
    """
    hubs = {}
    for model in ids:
        if not (models / model).exists():
            pin, entry = find_pin(model)
            if pin["source"]["kind"] != HUB:
                raise RecipeError(f"{model} is made here, and no hub has it: build it")
            source = HubModel(pin["source"]["repository"], pin["source"]["revision"])
            order = unfetched(pin, entry, pinned_recipe(pin, entry))
            texts = order.label.texts
            manifest = order.described()
            _lay_out(models / model, manifest, source, [*texts.values(), licence.read_bytes()])
            hubs[model] = urlsplit(hub()).netloc
    if hubs:
        write_index(models)
        _list(models / "index.json", hubs, [hub(), *(stores or _STORES.get(hub(), ()))])


def _lay_out(
    folder: Path, manifest: dict[str, Any], source: HubModel, texts: Sequence[bytes]
) -> None:
    """The manifest, and those of its files that are among `texts`; the rest has an address."""
    known = {hashlib.sha256(text).hexdigest(): text for text in texts}
    folder.mkdir()
    for file in manifest["files"]:
        if file["sha256"] in known:
            (folder / file["path"]).write_bytes(known[file["sha256"]])
        else:
            file["url"] = source.file(file["path"])
    write_manifest(folder, manifest)


def _list(index: Path, hubs: dict[str, str], origins: list[str]) -> None:
    facts = json.loads(index.read_text("utf-8"))
    for entry in facts["models"]:
        if entry["id"] in hubs:
            entry["hub"] = hubs[entry["id"]]
    facts["origins"] = origins
    index.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
