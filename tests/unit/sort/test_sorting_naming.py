"""Names for groups: proposals that hold, words where none does, all names different."""

from dataclasses import replace

import pytest

from hearthside.adapters.fake.engine import FAKE_CHAT, FAKE_MODEL, FakeEngine
from hearthside.generation.model import Model, load_model
from hearthside.ports import ChatFormat
from hearthside.sort.naming import named, telling_words

GROUPS = [
    ["Where is my parcel?", "The parcel is late.", "My parcel never came."],
    ["The soup was cold.", "Cold soup again!", "The soup tasted of nothing."],
]


async def saying(*answers: str, chat: ChatFormat | None = None) -> tuple[FakeEngine, Model]:
    engine = FakeEngine(info=replace(FAKE_MODEL, chat=chat))
    engine.enqueue(*answers)
    return engine, await load_model(engine, "fake")


def test_telling_words_are_those_of_one_group() -> None:
    parcel, soup = telling_words(GROUPS)
    assert parcel[0] == "parcel" and soup[:2] == ["soup", "cold"]
    assert parcel.index("parcel") < parcel.index("the") if "the" in parcel else True


async def test_without_a_model_the_words_are_the_name() -> None:
    names = await named(GROUPS)
    assert names[0].split()[0] == "parcel" and names[1].startswith("soup cold")


@pytest.mark.parametrize("chat", [None, FAKE_CHAT])
async def test_a_proposal_that_holds_is_used(chat: ChatFormat | None) -> None:
    engine, model = await saying(" Late parcels.\nTexts: more", " cold soup", chat=chat)
    heard: list[tuple[int, int]] = []
    names = await named(GROUPS, model, lambda *now: heard.append(now))
    assert names == ("late parcels", "cold soup") and heard == [(1, 2), (2, 2)]
    assert "Where is my parcel?" in engine.history[0] and engine.open_caches == 0


@pytest.mark.parametrize(
    "said",
    [
        " a very long answer about every parcel there is",
        " the parcel is late",
        " football",
        " ...",
        "",
        " x" * 200,
    ],
)
async def test_what_does_not_hold_is_replaced_by_words(said: str) -> None:
    _, model = await saying(said, said)
    assert (await named(GROUPS, model))[0] == (await named(GROUPS))[0]


async def test_names_are_all_different() -> None:
    _, model = await saying(*[" late parcel"] * 3)
    names = await named([GROUPS[0]] * 3, model)
    assert names[0] == "late parcel" and len(set(names)) == 3 and all(names)


async def test_groups_of_nothing_have_names_too() -> None:
    assert await named([]) == ()
    names = await named([[""], [], ["  "], ["7"]])
    assert len(set(names)) == 4 and names[0] == "group 1"
    odd = await named([["这本书很好", "书很好"], ["\ud83d", "😀😀"]])
    assert len(set(odd)) == 2 and all(odd)
