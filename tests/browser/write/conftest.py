"""The Write room in a real page: the tiny random model, with a random adapter for everyday jobs.

site     the site with that adapter
guard    watches that site
look     see tests/browser/visits/conftest.py
"""

import json
from collections.abc import Callable
from dataclasses import replace as with_changes
from pathlib import Path

import pytest

from hearthside.adapters.manifest import adapter_form
from hearthside.lora import Adapter, fresh_arrays, halves_of, write_adapter
from hearthside.write import PROMPT_FORMAT
from tests.browser.conftest import DIST, Guard, Server, replace, twin
from tests.browser.visits.conftest import look
from tests.unit.lora.adapters import MANIFEST
from web.site.assemble import adapter_entry

__all__ = ["look"]

PATH = "adapters/tasks.safetensors"
RANK = 8


def random_adapter() -> bytes:
    """An adapter that the tiny model takes."""
    told = json.loads((DIST / "models/tiny/manifest.json").read_text("utf-8"))
    form = adapter_form(told["adapters"])
    assert form is not None
    manifest = with_changes(
        MANIFEST, name="tasks", base=form.base, rank=RANK, prompt_format=PROMPT_FORMAT
    )
    return write_adapter(Adapter(manifest, halves_of(fresh_arrays(form, RANK, 3))))


@pytest.fixture
def site(tmp_path: Path, serve: Callable[..., Server]) -> Server:
    folder, data = tmp_path / "site", random_adapter()
    twin(DIST, folder)
    file = folder / PATH
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(data)
    index = json.loads((folder / "models/index.json").read_text("utf-8"))
    index["adapters"] = [adapter_entry(PATH, data)]
    replace(folder / "models/index.json", json.dumps(index))
    return serve(folder)


@pytest.fixture
def guard(site: Server) -> Guard:
    return Guard(site.url)
