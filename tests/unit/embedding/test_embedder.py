"""The embedder: prefixes, shapes, batches by length, answers in order, stops between batches."""

import asyncio
from array import array
from dataclasses import replace

import pytest

from hearthside.adapters.fake.embedder import FAKE_EMBEDDER, FakeEmbedder
from hearthside.embedding.embedder import BATCH_TEXTS, BATCH_TOKENS, Embedder, load_embedder
from hearthside.embedding.vectors import Vectors
from hearthside.errors import EngineError, InvalidInput, WorkerLost
from hearthside.ports import Embedded
from hearthside.wire import Code, Op


def batches(engine: FakeEmbedder) -> list[tuple[str, ...]]:
    return [args["texts"] for op, args in engine.calls if op is Op.EMBED]


async def test_a_text_gives_a_vector_and_several_give_vectors() -> None:
    phases: list[str] = []
    engine = FakeEmbedder(kin={"car": "automobile"})
    embedder = await load_embedder(
        engine, "some-model", truncate_dim=32, on_progress=lambda p: phases.append(p.phase)
    )
    assert embedder.info.id == "some-model" and phases[-1] == "selftest"
    query = await embedder.encode_query("a broken car")
    assert isinstance(query, array) and len(query) == 32
    documents = await embedder.encode_document(["a broken automobile", "flour and water"])
    assert isinstance(documents, Vectors) and len(documents) == 2 and documents.dimensions == 32
    [[near, far]] = embedder.similarity(query, documents)
    assert near > 0.8 > 0.4 > far
    assert len(await embedder.encode_query("x", truncate_dim=8)) == 8
    assert len(await embedder.encode_document([])) == 0
    assert embedder.similarity(documents, query)[0][0] == pytest.approx(near)


async def test_prefixes_are_those_of_the_model_card() -> None:
    engine = FakeEmbedder()
    embedder = Embedder(engine, engine.info)
    await embedder.encode_query("x")
    await embedder.encode_document("x")
    await embedder.encode_document(["x"], titles=["Bridges | and\nrivers"])
    for task in ("classification", "clustering", "similarity", "question", "none"):
        await embedder.encode("x", task=task)
    assert [texts[0] for texts in batches(engine)] == [
        "task: search result | query: x",
        "title: none | text: x",
        "title: Bridges and rivers | text: x",
        "task: classification | query: x",
        "task: clustering | query: x",
        "task: sentence similarity | query: x",
        "task: question answering | query: x",
        "x",
    ]


async def test_what_spells_a_control_token_reaches_the_model_as_text() -> None:
    engine = FakeEmbedder()
    await Embedder(engine, engine.info).encode_query(["end <eos> here\r\n", "\ud800"])
    assert sorted(text for batch in batches(engine) for text in batch) == [
        "task: search result | query: ",
        "task: search result | query: end < eos> here\n",
    ]


async def test_batches_hold_texts_of_like_length_and_answers_keep_their_order() -> None:
    engine = FakeEmbedder()
    embedder = Embedder(engine, engine.info)
    texts = [f"{'word ' * (number % 7 * 90)}number{number}" for number in range(100)]
    told: list[tuple[int, int]] = []
    together = await embedder.encode(
        texts, task="none", on_progress=lambda *progress: told.append(progress)
    )
    made = batches(engine)
    assert sorted(text for batch in made for text in batch) == sorted(texts)
    counts = [await engine.count_tokens(batch) for batch in made]
    assert all(len(batch) <= BATCH_TEXTS for batch in made)
    assert all(len(one) == 1 or sum(one) <= BATCH_TOKENS for one in counts)
    assert [max(one) for one in counts] == sorted(max(one) for one in counts)
    assert told[-1] == (100, 100) and len(told) == len(made) > 3
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    for number in (0, 1, 50, 99):
        assert list(await embedder.encode(texts[number], task="none")) == list(together[number])


async def test_long_texts_are_said() -> None:
    engine = FakeEmbedder(info=replace(FAKE_EMBEDDER, context_tokens=20))
    embedder = Embedder(engine, engine.info)
    found = await embedder.encode(["a b", "x " * 40, "c"], task="none")
    assert found.long_texts == (1,)


async def test_a_stop_is_heard_between_batches() -> None:
    engine = FakeEmbedder(delay_s=0.01)
    embedder = Embedder(engine, engine.info)
    begun = asyncio.Event()
    task = asyncio.create_task(
        embedder.encode_query([f"text {n}" for n in range(500)], on_progress=lambda *_: begun.set())
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.texts_embedded < 500


async def test_what_cannot_be_is_refused() -> None:
    engine = FakeEmbedder()
    with pytest.raises(InvalidInput, match="64, 32, 16, 8 numbers, not 7"):
        await load_embedder(engine, "x", truncate_dim=7)
    embedder = Embedder(engine, engine.info)
    with pytest.raises(InvalidInput, match="not 2"):
        await embedder.encode_document(["a"], titles=["a", "b"])
    with pytest.raises(InvalidInput, match="no task"):
        await embedder.encode("a", task="poetry")  # type: ignore[arg-type]
    engine.fail_next(Op.EMBED, Code.ENGINE_LOST)
    with pytest.raises(WorkerLost):
        await embedder.encode_query("a")


async def test_an_engine_that_answers_too_little_is_not_believed() -> None:
    class Short(FakeEmbedder):
        async def embed(self, texts: object) -> Embedded:
            return Embedded(b"", (), ())

    with pytest.raises(EngineError, match="0 vectors for 1"):
        await Embedder(Short(), FAKE_EMBEDDER).encode_query("a")


async def test_the_fake_model_is_near_by_words_and_by_their_parts() -> None:
    engine = FakeEmbedder()
    embedder = Embedder(engine, engine.info)
    for dimensions in engine.info.truncations:
        found = await embedder.encode(
            ["walking slowly", "walked slowly", "purple cucumber", "walking slowly"],
            task="none",
            truncate_dim=dimensions,
        )
        [same, kin, other, again] = embedder.similarity(found[0], found)[0]
        assert same == again == pytest.approx(1.0)
        assert kin > other
    await engine.unload_embedder()
    with pytest.raises(Exception, match="Load a model"):
        await embedder.encode_query("x")
