"""The bench over the fake engine: which model, its terms, loaded once, told of, and its pace."""

import asyncio
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import app.workbench.cell.bench as bench_module
from app.workbench.cell.bench import (
    Bench,
    Choices,
    Vectors,
    furnish,
    open_embedder,
    open_model,
)
from app.workbench.cell.notebook import Notebook
from app.workbench.cell.pace import PacedEngine
from app.workbench.cell.terms import Terms
from hearthside import Code, Engine, ModelError
from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.wire import Op

OFFERS = [
    {"id": "fake-embedding", "title": "Vectors", "kind": "embed"},
    {"id": "fake", "title": "First", "kind": "generate"},
    {"id": "other", "title": "Second"},
]
EXAMPLES = Path(__file__).parents[3] / "app/workbench/examples"


KEPT = ["fake-embedding", "fake"]


async def is_kept(model: str) -> bool:
    return model in KEPT


def furnished(**choices: Any) -> tuple[FakeEngine, list[dict[str, Any]], Bench]:
    engine = FakeEngine(answer=lambda _prompt: " there was a fox. It was a good fox.")
    told: list[dict[str, Any]] = []
    vectors = Vectors(FakeEmbedder(), FakeMatrices())
    terms = Terms(is_kept, told.append)
    bench = Bench(engine, Choices(offers=OFFERS, **choices), told.append, terms, vectors)
    furnish(bench)
    return engine, told, bench


def loads(engine: FakeEngine) -> list[dict[str, Any]]:
    return [args for op, args in engine.calls if op == Op.MODEL_LOAD]


async def test_the_sites_first_model_is_loaded_once() -> None:
    engine, told, _ = furnished()
    first = await open_model()
    assert await open_model() is first
    assert [args["model"] for args in loads(engine)] == ["fake"]
    names = [report["name"] for report in told]
    assert "loading" in names and names[-2:] == ["model", "model"]


async def test_the_pages_choice_goes_before_the_first_and_a_cells_before_both() -> None:
    engine, _, _ = furnished(model="other", device="wasm", allow_software=True)
    await open_model()
    await open_model("fake")
    asked = loads(engine)
    assert [args["model"] for args in asked] == ["other", "fake"]
    assert asked[0]["device"] == "wasm"
    assert asked[0]["allow_software"] is True


async def test_the_embedding_model_is_loaded_once_beside_the_other() -> None:
    _, told, bench = furnished()
    await open_model()
    embedder, matrices = await open_embedder()
    assert await open_embedder() == (embedder, matrices)
    assert embedder.info.id == "fake-embedding" and "absent" not in [it["name"] for it in told]
    bench.forget()
    assert (await open_embedder())[0] is not embedder


async def test_an_embedding_model_that_must_be_fetched_is_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, told, _ = furnished()
    monkeypatch.setattr(f"{__name__}.KEPT", [])
    await open_embedder()
    assert told[0] == {"name": "absent", "waits": False, **OFFERS[0]}


async def test_no_byte_is_fetched_before_the_terms_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{__name__}.KEPT", [])
    licensed = [{**OFFERS[1], "licence": {"name": "Terms of Use"}}]
    engine, told = FakeEngine(), list[dict[str, Any]]()
    terms = Terms(is_kept, told.append)
    furnish(Bench(engine, Choices(offers=licensed), told.append, terms))
    opening = asyncio.create_task(open_model())
    await asyncio.sleep(0.05)
    assert told == [{"name": "absent", "waits": True, **licensed[0]}]
    assert not opening.done() and loads(engine) == []
    terms.accept("another")
    await asyncio.sleep(0.05)
    assert not opening.done()
    terms.accept("fake")
    await opening
    assert len(loads(engine)) == 1


async def test_terms_accepted_before_any_cell_hold_nothing_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"{__name__}.KEPT", [])
    told: list[dict[str, Any]] = []
    terms = Terms(is_kept, told.append)
    licensed = {**OFFERS[1], "licence": {"name": "Terms of Use"}}
    await terms.tell(licensed)
    terms.accept("fake")
    await terms.wait(licensed)
    assert [report["waits"] for report in told] == [False, False]


async def test_a_lost_engine_is_loaded_anew() -> None:
    engine, _, bench = furnished()
    await open_model()
    bench.forget()
    await open_model()
    assert len(loads(engine)) == 2


async def test_a_site_without_models_says_so() -> None:
    engine = FakeEngine()
    furnish(Bench(engine, Choices(), lambda _report: None, Terms(is_kept, lambda _report: None)))
    for opening in (open_model, open_embedder):
        with pytest.raises(ModelError) as failure:
            await opening()
        assert failure.value.code == Code.MODEL_NONE


async def test_without_a_bench_there_is_a_calm_error() -> None:
    bench_module._benches.clear()
    with pytest.raises(ModelError) as failure:
        await open_model()
    assert "Reload" in failure.value.message


async def test_the_pace_counts_single_steps_and_not_the_prompt() -> None:
    told: list[float] = []
    inner = FakeEngine(delay_s=0.02, answer=lambda _prompt: " fox" * 20)
    paced = PacedEngine(inner, told.append)
    _whole: Engine = paced  # as mypy sees it: nothing of an engine is left out
    await paced.load("fake")
    cache = await paced.open_cache()
    ids = await paced.encode("Once upon a time")
    paced.begin()
    paced.settle()
    assert told == []
    view = await paced.step(cache, ids, top_k=1)
    for _ in range(10):
        view = await paced.step(cache, view.top_ids, top_k=1)
    paced.settle()
    assert 0 < told[-1] <= 50
    await paced.close_cache(cache)


@pytest.mark.parametrize(("right", "tokens"), [(0, 1), (2, 3), (3, 4)])
async def test_the_pace_counts_the_guesses_that_held(right: int, tokens: int) -> None:
    """A step a second, each with three guesses of which so many are taken."""
    seconds = iter(range(100))
    told: list[float] = []
    inner = FakeEngine(answer=lambda _prompt: " fox" * 40)
    paced = PacedEngine(inner, told.append, lambda: float(next(seconds)))
    await paced.load("fake")
    cache = await paced.open_cache()
    [guess] = await paced.encode(" fox")
    held = (await paced.step(cache, await paced.encode("Once upon"), top_k=1)).length
    for _ in range(6):
        step = await paced.step(cache, [guess], top_k=1, proposed=[guess] * 3)
        assert step.length == held + 4
        held += 1 + right
        if right < 3:
            await paced.cut_cache(cache, held)
    paced.settle()
    # The first step follows on a prompt, of which nothing is guessed.
    assert told[-1] == pytest.approx((1 + 5 * tokens) / 6)


@pytest.mark.parametrize("name", ["tell", "sample", "tokens", "meaning", "sort"])
async def test_the_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, _, _ = furnished()
    words = ModuleType("workbench")
    words.open_model = open_model  # type: ignore[attr-defined]
    words.open_embedder = open_embedder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "workbench", words)
    said: list[str] = []
    notebook = Notebook(lambda _stream, text: said.append(text))
    assert await notebook.run((EXAMPLES / f"{name}.py").read_text("utf-8")) == "done", "".join(said)
    assert ("fox" if name in ("tell", "sample") else "%") in "".join(said)
    assert engine.open_caches == 0
