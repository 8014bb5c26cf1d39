"""The promises of the native embedding engine, on the tiny model. CPython only."""

import asyncio
import json
import math
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from hearthside.adapters.native.embedder import NativeEmbedder
from hearthside.embedding.embedder import load_embedder
from hearthside.errors import EngineError, ModelError
from hearthside.ports import Embedded, EmbedderInfo, EmbeddingEngine, LoadProgress
from hearthside.wire import Code

ROOT = Path(__file__).parents[3]
TEXTS = ["the fox ran", "", "🦊 שלום", "a\ud800b", "one two three four five " * 20]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny models, made by their recipes."""
    out = tmp_path_factory.mktemp("models")
    names = ("tiny", "tiny-embedding")
    command = [sys.executable, "-m", "models", "build", *names, "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return out


async def loaded(models: Path) -> tuple[EmbeddingEngine, EmbedderInfo]:
    engine = NativeEmbedder(models)
    return engine, await engine.load_embedder("tiny-embedding")


def rows(made: Embedded, dimensions: int) -> list[list[float]]:
    numbers = array("f", made.vectors).tolist()
    return [numbers[at : at + dimensions] for at in range(0, len(numbers), dimensions)]


def cosine(one: list[float], other: list[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


async def test_it_says_what_it_is_and_ends_when_told(models: Path) -> None:
    phases: list[LoadProgress] = []
    engine = NativeEmbedder(models)
    info = await engine.load_embedder("tiny-embedding", on_progress=phases.append)
    assert (info.id, info.device, info.form) == ("tiny-embedding", "cpu", "wasm")
    assert info.truncations[0] == info.dimensions and len(info.hash) > 8
    assert [one.phase for one in phases] == ["load", "selftest"]
    await engine.unload_embedder()
    with pytest.raises(ModelError) as caught:
        await engine.embed(["x"])
    assert caught.value.code == Code.MODEL_NONE


async def test_texts_of_a_run_are_blind_to_each_other(models: Path) -> None:
    engine, info = await loaded(models)
    together = await engine.embed(TEXTS)
    made = rows(together, info.dimensions)
    assert len(made) == len(TEXTS) and together.cut == (False,) * len(TEXTS)
    for text, row, tokens in zip(TEXTS, made, together.tokens, strict=True):
        alone = await engine.embed([text])
        assert math.hypot(*row) == pytest.approx(1.0, abs=1e-5)
        assert cosine(row, rows(alone, info.dimensions)[0]) > 0.99999
        assert alone.tokens == (tokens,)
    counts = await engine.count_tokens(TEXTS)
    assert [count + 2 for count in counts] == list(together.tokens) and counts[1] == 0
    assert max(cosine(made[0], other) for other in made[1:]) < 0.999


async def test_a_text_too_long_loses_its_end_and_says_so(models: Path) -> None:
    engine, info = await loaded(models)
    long, short = "word " * info.context_tokens, "word"
    made = await engine.embed([long, short])
    assert made.cut == (True, False) and made.tokens[0] == info.context_tokens
    assert (await engine.embed([long + "and more"])).vectors == (await engine.embed([long])).vectors


async def test_nothing_is_embedded_of_nothing(models: Path) -> None:
    engine, _ = await loaded(models)
    assert await engine.embed([]) == Embedded(b"", (), ())


async def test_a_stop_between_runs_leaves_the_engine_whole(models: Path) -> None:
    engine, _ = await loaded(models)
    task = asyncio.create_task(engine.embed(["word " * 400] * 40))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len((await engine.embed(["fine"])).tokens) == 1


async def test_the_library_reads_through_it(models: Path) -> None:
    embedder = await load_embedder(NativeEmbedder(models), "tiny-embedding")
    cut = embedder.info.truncations[-1]
    vectors = await embedder.encode(["a", "b"], task="classification", truncate_dim=cut)
    assert (len(vectors), vectors.dimensions) == (2, cut)


async def test_what_it_cannot_load_is_refused(models: Path, tmp_path: Path) -> None:
    engine = NativeEmbedder(models)
    for model, code in (("tiny", Code.MODEL_UNFIT), ("nothing", Code.MODEL_UNKNOWN)):
        with pytest.raises(ModelError) as caught:
            await engine.load_embedder(model)
        assert caught.value.code == code
    with pytest.raises(EngineError) as refused:
        await engine.load_embedder("tiny-embedding", device="webgpu")
    assert refused.value.code == Code.DEVICE_NONE
    shutil.copytree(models / "tiny-embedding", tmp_path / "tiny-embedding")
    manifest = json.loads((tmp_path / "tiny-embedding/manifest.json").read_text())
    vectors = manifest["selftest"]["vectors"]
    manifest["selftest"]["vectors"] = [vectors[1], vectors[0], *vectors[2:]]
    (tmp_path / "tiny-embedding/manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(EngineError) as wrong:
        await NativeEmbedder(tmp_path).load_embedder("tiny-embedding")
    assert wrong.value.code == Code.DEVICE_WRONG
