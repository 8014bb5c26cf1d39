"""The embedding model in the page: apart from the language models, woken where it is needed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.shell.actions.preferences import preferences_of, read_preferences
from app.shell.offers import embedders_of, offers_of
from app.state import Machine
from app.ui.welcome import room_for
from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.ports import EmbedderInfo
from hearthside.wire import Code, Op
from tests.unit.app.find.visitor import in_the_room, pause, room, with_files
from tests.unit.app.house import EMBEDDERS, MODELS

TINY = [{"id": "tiny", "title": "T", "bytes": 1},
        {"id": "tiny-embedding", "title": "E", "bytes": 1, "kind": "embed"}]  # fmt: skip


def test_a_room_is_never_offered_a_model_of_the_other_kind() -> None:
    listed = [*MODELS, *EMBEDDERS, *TINY]
    assert [offer.id for offer in offers_of(listed)] == ["small", "large"]
    assert [offer.id for offer in embedders_of(listed)] == ["vectors", "vectors-compact"]
    assert [offer.id for offer in offers_of(listed, "tiny")][-1] == "tiny"
    assert [offer.id for offer in embedders_of(listed, "tiny-embedding")][-1] == "tiny-embedding"
    assert len(embedders_of(listed, "tiny")) == 2
    assert embedders_of("nonsense") == ()


def test_an_offer_says_what_is_fetched_and_is_held_against_the_room_it_takes() -> None:
    (offer,) = offers_of([{"id": "p", "title": "P", "bytes": 10_000_000, "download_bytes": 7}])
    assert (offer.size_bytes, offer.room_bytes) == (7, 10_000_000)
    assert "too little for this model" in room_for(Machine(quota_bytes=9_999_999), offer)
    assert "too little" not in room_for(Machine(quota_bytes=10_000_000), offer)


def test_an_older_visitors_preferences_are_read_and_the_address_goes_first() -> None:
    old = '{"model": "small", "device": "wasm", "software": false, "voice": ""}'
    assert preferences_of(read_preferences(old), {}).embedder == ""
    assert preferences_of(read_preferences(old), {"embedder": "vectors"}).embedder == "vectors"


async def test_it_is_woken_in_this_room_and_nowhere_else() -> None:
    home = await in_the_room("vectors")
    assert home.app.state.embedding.stage == "ready"
    assert "A model that counts words is ready" in home.text
    elsewhere = await in_the_room("vectors", embedders=True)
    await elsewhere.do("fragment", fragment="#story")
    other = await with_story("vectors")
    assert other.app.state.embedding.stage == "absent"
    await other.do("fragment", fragment="#find")
    assert other.app.state.embedding.stage == "ready"


async def with_story(*kept: str) -> Any:
    from tests.unit.app.house import house

    home = house(*kept)
    await home.start(settings={"models": [*MODELS, *EMBEDDERS]})
    return home


async def test_size_and_terms_are_shown_before_anything_is_fetched() -> None:
    home = await in_the_room()
    assert "Accept the terms and download 310 MB" in home.text
    assert 'href="models/vectors/TERMS"' in home.html
    assert "a question in English finds an answer in German" in home.text
    await home.do("choose.embedder", value="vectors-compact")
    assert "Accept the terms and download 190 MB" in home.text
    assert not any(op is Op.MODEL_LOAD for op, _ in home.embedder.calls)
    await home.do("embedder.load", model="vectors-compact")
    assert home.embedder.calls[0][1]["model"] == "vectors-compact"
    assert home.effects("persist")


async def test_without_one_the_page_says_what_is_missing() -> None:
    home = await in_the_room(embedders=False)
    assert "carries no embedding model" in home.text
    assert "Accept the terms" not in home.text


class SlowEmbedder(FakeEmbedder):
    """Begins to fetch, and never ends."""

    async def load_embedder(
        self, model: str, *, on_progress: Callable[..., None] | None = None, **asked: Any
    ) -> EmbedderInfo:
        await asyncio.Event().wait()
        raise AssertionError


async def test_fetching_is_cancelled() -> None:
    home = await in_the_room()
    slow = SlowEmbedder()
    home.app._embedders._engine = slow
    await home.app.event({"name": "embedder.load", "data": {"model": "vectors"}})
    await pause()
    assert "Downloading the embedding model" in home.text
    await home.do("embedder.cancel")
    assert home.app.state.embedding.stage == "absent"
    assert home.app.state.error is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code.DOWNLOAD_OFFLINE, "Search by words still works"),
        (Code.MODEL_CORRUPT, "Search by words still works"),
        (Code.STORAGE_FULL, "no room for the embedding model"),
        (Code.DEVICE_WRONG, "computes wrong results"),
    ],
)
async def test_what_goes_wrong_with_it_is_said_and_tried_again(code: Code, words: str) -> None:
    home = await in_the_room()
    home.embedder.fail_next(Op.MODEL_LOAD, code)
    await home.do("embedder.load", model="vectors")
    assert words in home.text
    assert home.app.state.embedding.stage == "absent"
    await home.do("embedder.load", model="vectors")
    assert home.app.state.embedding.stage == "ready"
    assert home.app.state.error is None


async def test_it_is_deleted_in_the_settings_and_search_goes_on_by_words() -> None:
    home = await with_files("vectors")
    await home.do("fragment", fragment="#settings")
    assert "Vectors &amp; more" in home.html
    await home.do("forget", model="vectors")
    assert home.app.state.embedding.stage == "absent"
    assert not home.embedder.loaded
    await home.do("fragment", fragment="#find")
    assert home.app.state.embedding.stage == "absent"
    await home.do("find.go", query="water")
    assert "15 November" in home.text
    assert "passages found by words" in home.text or "passage found by words" in home.text


async def test_an_engine_that_keeps_failing_leaves_search_by_words() -> None:
    home = await with_files("vectors")
    await home.do("engine.failed", message="gone")
    assert home.app.state.embedding.stage == "absent"
    assert room(home).files


async def test_another_device_means_loading_it_anew() -> None:
    home = await in_the_room("vectors")
    await home.do("prefer", name="device", value="wasm")
    loads = [args for op, args in home.embedder.calls if op is Op.MODEL_LOAD]
    assert [args["device"] for args in loads] == ["auto", "wasm"]
    assert home.app.state.embedding.stage == "ready"
