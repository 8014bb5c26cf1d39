"""A site whose adapter the tiny random model takes: what is written with it is nonsense, and how it
goes is not. Knows no room."""

import json
from dataclasses import replace as with_changes
from pathlib import Path

from hearthside.adapters.manifest import adapter_form
from hearthside.lora import Adapter, fresh_arrays, halves_of, write_adapter
from tests.browser.conftest import DIST, replace, twin
from tests.unit.lora.adapters import MANIFEST
from web.site.assemble import adapter_entry

RANK = 8


def adapted_site(folder: Path, name: str, prompt_format: str) -> Path:
    """A copy of the site in `folder`, with a random adapter of that name and no other."""
    told = json.loads((DIST / "models/tiny/manifest.json").read_text("utf-8"))
    form = adapter_form(told["adapters"])
    assert form is not None
    manifest = with_changes(
        MANIFEST, name=name, base=form.base, rank=RANK, prompt_format=prompt_format
    )
    data = write_adapter(Adapter(manifest, halves_of(fresh_arrays(form, RANK, 3))))
    path = f"adapters/{name}.safetensors"
    twin(DIST, folder)
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).unlink(missing_ok=True)
    (folder / path).write_bytes(data)
    index = json.loads((folder / "models/index.json").read_text("utf-8"))
    index["adapters"] = [adapter_entry(path, data)]
    replace(folder / "models/index.json", json.dumps(index))
    return folder
