"""The promises of the browser's embedder and store, over pipes with a fake at the far end."""

import asyncio
from array import array
from dataclasses import fields
from typing import Any

import pytest

from hearthside.adapters.browser import Home
from hearthside.errors import EngineError, WorkerLost
from hearthside.ports import (
    AnswerabilityModel,
    EmbedderInfo,
    EmbeddingEngine,
    EncryptedStore,
    LoadProgress,
    Matrices,
)
from hearthside.wire import Code, Op, Topic
from hearthside.wire.rpc import Part
from tests.unit.adapters.browser.bridge import Bridge

INFO = {
    "id": "tiny-embedding",
    "title": "Tiny",
    "device": "wasm",
    "device_reason": "no WebGPU here",
    "form": "wasm",
    "hash": "h",
    "dimensions": 4,
    "truncations": [4, 2],
    "context_tokens": 2048,
    "prompts": {"query": "q: ", "document": "{title}: "},
    "answerability": {"bias": -6.0, "weights": [10.0, 11.0], "at": 0.6, "across": 0.4},
    "threads": 2,
}


async def test_an_embedder_loads_with_progress_and_tells_what_it_is(
    bridge: Bridge, home: Home
) -> None:
    engine: EmbeddingEngine = home.embedder
    parts = ({"phase": "download", "loaded_bytes": 5, "total_bytes": 9}, {"phase": "selftest"})
    bridge.answer("engine", Op.MODEL_LOAD, {**INFO, "kind": "embed"}, parts)
    bridge.answer("engine", Op.MODEL_UNLOAD, {})
    seen: list[LoadProgress] = []
    info = await engine.load_embedder("tiny-embedding", device="webgpu", on_progress=seen.append)
    assert seen == [LoadProgress("download", 5, 9), LoadProgress("selftest")]
    fitted = AnswerabilityModel(-6.0, (10.0, 11.0), 0.6, 0.4)
    read = {**INFO, "truncations": (4, 2), "answerability": fitted}
    assert info == EmbedderInfo(**read)  # type: ignore[arg-type]
    assert set(INFO) == {field.name for field in fields(info)}
    await engine.unload_embedder()
    wish = {"model": "tiny-embedding", "base_url": home.embedder.models_url, "device": "webgpu"}
    assert bridge.asked == [
        (Op.MODEL_LOAD, {"kind": "embed", **wish, "allow_software": False}),
        (Op.MODEL_UNLOAD, {"kind": "embed"}),
    ]


async def test_texts_become_bytes_of_float32(bridge: Bridge, home: Home) -> None:
    vectors = array("f", [1, 0, 0, 0, 0, 1, 0, 0]).tobytes()
    answer = {"vectors": vectors, "tokens": [3, 2047], "cut": [False, True]}
    bridge.answer("engine", Op.EMBED, answer)
    bridge.answer("engine", Op.EMBED_COUNT, {"tokens": [1, 0]})
    embedded = await home.embedder.embed(("a", "long"))
    assert (embedded.vectors, embedded.tokens, embedded.cut) == (vectors, (3, 2047), (False, True))
    assert await home.embedder.count_tokens(["a", ""]) == [1, 0]
    asked = [(Op.EMBED, {"texts": ["a", "long"]}), (Op.EMBED_COUNT, {"texts": ["a", ""]})]
    assert bridge.asked == asked


@pytest.mark.parametrize("value", [{}, {"vectors": [1.0], "tokens": [1], "cut": [False]}, None])
async def test_vectors_of_another_shape_are_an_error_of_the_tree(
    bridge: Bridge, home: Home, value: Any
) -> None:
    bridge.answer("engine", Op.EMBED, value)
    with pytest.raises(EngineError) as caught:
        await home.embedder.embed(["a"])
    assert caught.value.code == Code.ENGINE_FAILED


async def test_matrices_speak_in_bytes_and_leave_out_rows_that_are_not(
    bridge: Bridge, home: Home
) -> None:
    matrices: Matrices = home.embedder
    found = {"rows": array("i", [4, 1, 7, -1]).tobytes()}
    found["scores"] = array("f", [0.5, 0.25, 2.0, 0.0]).tobytes()
    bridge.answer("engine", Op.MATRIX_OPEN, {"matrix": 9})
    bridge.answer("engine", Op.MATRIX_ADD, {"rows": 2})
    bridge.answer("engine", Op.MATRIX_NEAREST, found)
    bridge.answer("engine", Op.MATRIX_CLOSE, {})
    bridge.answer("engine", Op.MATRIX_PRODUCT, {"product": b"\x00" * 8})
    assert await matrices.open_matrix(3) == 9
    assert await matrices.add_rows(9, b"123456", b"\x00" * 8) == 2
    queries = b"\x00" * 24
    assert await matrices.nearest(9, queries, 2, [(0, 5), (6, 8)]) == [
        [(4, 0.5), (1, 0.25)],
        [(7, 2.0)],
    ]
    await matrices.nearest(9, queries, 2)
    await matrices.close_matrix(9)
    assert await matrices.product(b"\x00" * 4, b"\x00" * 8, 1) == b"\x00" * 8
    assert bridge.asked == [
        (Op.MATRIX_OPEN, {"columns": 3}),
        (Op.MATRIX_ADD, {"matrix": 9, "rows": b"123456", "scales": b"\x00" * 8}),
        (
            Op.MATRIX_NEAREST,
            {"matrix": 9, "queries": queries, "k": 2, "spans": [[0, 5], [6, 8]]},
        ),
        (Op.MATRIX_NEAREST, {"matrix": 9, "queries": queries, "k": 2}),
        (Op.MATRIX_CLOSE, {"matrix": 9}),
        (Op.MATRIX_PRODUCT, {"a": b"\x00" * 4, "b": b"\x00" * 8, "inner": 1}),
    ]


async def test_the_encrypted_store_keeps_bytes_behind_the_shelfs_pipe(
    bridge: Bridge, home: Home
) -> None:
    encrypted: EncryptedStore = home.encrypted
    bridge.answer("shelf", Op.CHEST_KEYS, {"keys": ["a"]})
    bridge.answer("shelf", Op.CHEST_READ, {"bytes": b"\xff\x00"})
    bridge.answer("shelf", Op.CHEST_STATE, {"sealed": True, "open": False})
    for op in (Op.CHEST_WRITE, Op.CHEST_DELETE, Op.CHEST_CLEAR, Op.CHEST_OPEN, Op.CHEST_LOCK):
        bridge.answer("shelf", op, {})
    assert await encrypted.keys("files") == ["a"]
    assert await encrypted.read("files", "a") == b"\xff\x00"
    assert await encrypted.state("files") == (True, False)
    await encrypted.write("files", "a", b"\x01")
    await encrypted.delete("files", "a")
    await encrypted.clear("files")
    await encrypted.open("files", "word")
    await encrypted.lock("files")
    for keys in (["a"], None):
        bridge.answer("shelf", Op.CHEST_CHANGED, {"keys": keys})
        assert await encrypted.changed("files") == keys
        assert bridge.asked.pop() == (Op.CHEST_CHANGED, {"collection": "files"})
    assert bridge.asked[3:] == [
        (Op.CHEST_WRITE, {"collection": "files", "key": "a", "bytes": b"\x01"}),
        (Op.CHEST_DELETE, {"collection": "files", "key": "a"}),
        (Op.CHEST_CLEAR, {"collection": "files"}),
        (Op.CHEST_OPEN, {"collection": "files", "passphrase": "word"}),
        (Op.CHEST_LOCK, {"collection": "files"}),
    ]
    bridge.answer("shelf", Op.CHEST_READ, {"bytes": None})
    assert await encrypted.read("files", "b") is None


async def test_a_lost_engine_fails_the_embedder_too_and_not_the_encrypted_store(
    bridge: Bridge, home: Home
) -> None:
    async def never(_args: dict[str, Any], _part: Part) -> Any:
        await asyncio.Event().wait()

    bridge.far["engine"].handle(Op.EMBED, never)
    bridge.far["shelf"].handle(Op.CHEST_KEYS, never)
    embedding = asyncio.create_task(home.embedder.embed(["a"]))
    listing = asyncio.create_task(home.encrypted.keys("files"))
    await asyncio.sleep(0.01)
    bridge.far["page"].note(Topic.LOST, {"worker": "engine"})
    with pytest.raises(WorkerLost):
        await asyncio.wait_for(embedding, 1)
    assert not listing.done()
    listing.cancel()
