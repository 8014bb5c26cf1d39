"""A model with an adapter beside its weights: its own contexts, its own hash, one engine."""

from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL, FakeEngine
from hearthside.errors import HearthsideError
from hearthside.generation.model import Model, load_model
from hearthside.lora.manifest import Golden
from hearthside.ports import ARRAYS, AdapterForm
from hearthside.wire import Code, Op
from tests.unit.lora.adapters import FORM, small_adapter


async def base_model(form: AdapterForm | None = FORM) -> tuple[FakeEngine, Model]:
    engine = FakeEngine(info=replace(FAKE_MODEL, adapters=form))
    return engine, await load_model(engine, "fake")


async def test_both_are_used_in_turn_and_have_hashes_of_their_own() -> None:
    engine, model = await base_model()
    adapted = await model.adapted(small_adapter())
    again = await model.adapted(small_adapter())
    assert adapted.info.hash == again.info.hash != model.info.hash
    async with await model.open(), await adapted.open():
        pass
    opened = [args["adapter"] for op, args in engine.calls if op == Op.CACHE_OPEN]
    assert opened == [None, adapted.adapter]
    adapted.memory["a"] = 1
    assert not model.memory


async def test_the_arrays_go_to_the_engine_in_one_piece() -> None:
    engine, model = await base_model()
    adapter = small_adapter()
    await model.adapted(adapter)
    [args] = [args for op, args in engine.calls if op == Op.ADAPTER_LOAD]
    assert args["rank"] == adapter.manifest.rank
    assert args["halves"] == b"".join(adapter.halves[name].data for name in ARRAYS)


async def test_its_contexts_end_with_it() -> None:
    engine, model = await base_model()
    adapted = await model.adapted(small_adapter())
    kept, gone = await model.open(), await adapted.open()
    fork = await gone.fork()
    await adapted.drop_adapter()
    assert engine.open_caches == 1
    for context in (gone, fork):
        with pytest.raises(HearthsideError) as failed:
            await context.step(await model.encode("a"))
        assert failed.value.code == Code.CACHE_UNKNOWN
        await context.close()
    await kept.close()
    await model.drop_adapter()
    with pytest.raises(HearthsideError) as failed:
        await adapted.open()
    assert failed.value.code == Code.CALL_INVALID


@pytest.mark.parametrize("form", [None, replace(FORM, base="b" * 64), replace(FORM, layers=3)])
async def test_an_adapter_of_other_weights_is_refused(form: AdapterForm | None) -> None:
    engine, model = await base_model(form)
    with pytest.raises(HearthsideError) as failed:
        await model.adapted(small_adapter())
    assert failed.value.code == Code.ADAPTER_UNFIT
    assert not [op for op, _ in engine.calls if op == Op.ADAPTER_LOAD]


async def test_an_adapter_that_is_computed_wrongly_is_not_given() -> None:
    engine, model = await base_model()
    engine.judge = lambda text, word: 3.5 if (text, word.strip()) == ("Once", "upon") else -1.0

    async def tried(*answers: str, logit: float) -> Model:
        golden = Golden("Once", answers, (logit,) * len(answers))
        sound = small_adapter()
        return await model.adapted(replace(sound, manifest=replace(sound.manifest, golden=golden)))

    assert (await tried(" upon", logit=3.52)).adapter is not None
    for logit in (3.6, float("nan")):
        with pytest.raises(HearthsideError) as wrong:
            await tried(" upon", logit=logit)
        assert wrong.value.code == Code.DEVICE_WRONG
    with pytest.raises(HearthsideError) as unread:
        await tried(" upon a time", logit=3.5)
    assert unread.value.code == Code.ADAPTER_INVALID
    assert engine.open_caches == 0
    unloaded = [args for op, args in engine.calls if op == Op.ADAPTER_UNLOAD]
    assert len(unloaded) == 3
