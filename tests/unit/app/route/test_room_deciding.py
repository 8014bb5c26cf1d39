"""Which model decides in the Route room: asked, offered, woken, kept, and gone on with."""

import pytest

from app.rooms.route.kept import lasting, revived
from app.rooms.route.samples import SAMPLES
from app.rooms.route.state import RouteState
from hearthside.wire import Code, Op
from tests.unit.app.house import EMBEDDERS, MODELS, House, house
from tests.unit.app.route.visitor import in_the_room, room
from tests.unit.route.test_route_vectors import GOOD, POLICY

BOTH = {"models": [*MODELS, *EMBEDDERS]}
DOOR = "Is the garden gate open for a guest"


async def with_doors(*kept: str) -> House:
    """A policy of the visitor's own, on a site that carries both kinds of model."""
    home = await in_the_room(*kept, settings=BOTH)
    await home.do("route.policy.open", text=POLICY)
    return home


def chosen(home: House) -> str:
    _, _, field = home.html.partition('id="field-route-by"')
    options = field.partition("</select>")[0].split("<option")
    return next(one for one in options if "selected" in one).partition('value="')[2].split('"')[0]


async def test_a_site_without_an_embedding_model_asks_nothing() -> None:
    assert 'id="field-route-by"' not in (await in_the_room("small")).html
    home = await with_doors("small")
    assert chosen(home) == "likelihood"
    assert "in seconds" in home.text


async def test_the_clinic_goes_by_vectors_where_nothing_was_chosen() -> None:
    assert [sample.card.key for sample in SAMPLES if sample.by == "embedding"] == ["clinic"]
    home = await in_the_room(settings=BOTH)
    assert chosen(home) == "embedding"
    await home.do("route.choose", value="support")
    assert chosen(home) == "likelihood"
    await home.do("route.by", value="likelihood")
    await home.do("route.by", value="embedding")
    await home.do("route.choose", value="odd")
    assert chosen(home) == "embedding", "what a person chose holds for every policy"


async def test_the_only_model_on_the_device_is_chosen_ahead() -> None:
    home = await in_the_room("small", settings=BOTH)
    assert (room(home).policy.card.key, chosen(home)) == ("clinic", "likelihood")
    home = await in_the_room("vectors", settings=BOTH)
    await home.do("route.choose", value="support")
    assert chosen(home) == "embedding"
    home = await in_the_room("small", "vectors", settings=BOTH)
    assert chosen(home) == "embedding", "both are there: what suits the sample"
    home = await in_the_room("small", settings=BOTH)
    await home.do("route.by", value="embedding")
    assert chosen(home) == "embedding", "a person's choice goes first"


async def test_a_kept_model_is_woken_in_the_room_and_decides_without_a_language_model() -> None:
    home = await in_the_room("vectors", settings=BOTH)
    assert home.app.state.embedding.stage == "ready"
    await home.do("route.go", text="A tickle in the nose since I dusted the attic")
    answer = room(home).answer
    assert answer is not None and answer.verdict is not None
    assert answer.verdict.settled in ("model", "doubt")
    assert not [op for op, _ in home.device.calls if op is Op.STEP]
    assert home.embedder.texts_embedded > 50


@pytest.mark.parametrize("fragment", ["#route", "#find", "#sort"])
async def test_a_lost_mind_wakes_it_again(fragment: str) -> None:
    home = await in_the_room("vectors", settings=BOTH)
    await home.do("sort.by", value="embedding")
    await home.do("fragment", fragment=fragment)
    kept = home.kept
    again = house("vectors")
    await again.start(kept=kept, fragment=fragment, settings={**BOTH, "revived": True})
    assert "stopped and was restarted" in again.text
    assert again.app.state.embedding.stage == "ready"


async def test_nothing_is_woken_where_the_language_model_decides() -> None:
    home = await in_the_room("vectors", "small", settings=BOTH)
    await home.do("route.by", value="likelihood")
    kept = home.kept
    again = await in_the_room("vectors", "small", settings=BOTH, kept=kept)
    assert room(again).by == "likelihood"
    assert again.app.state.embedding.stage == "absent"
    assert again.app.state.brain.stage == "ready"


async def test_what_waited_goes_on_when_the_model_that_decides_has_come() -> None:
    home = await with_doors("small")
    await home.do("route.by", value="embedding")
    await home.do("route.go", text=DOOR)
    assert room(home).answer.waits  # type: ignore[union-attr]
    assert "First, download the embedding model" in home.text
    home.device.enqueue(GOOD)
    await home.do("embedder.load", model="vectors")
    answer = room(home).answer
    assert answer is not None and answer.verdict is not None
    assert (answer.verdict.route, answer.verdict.settled) == ("write", "model")
    assert answer.draft == GOOD.strip()


async def test_what_goes_wrong_with_it_says_what_holds_in_this_room() -> None:
    home = await with_doors("small")
    await home.do("route.by", value="embedding")
    home.embedder.fail_next(Op.MODEL_LOAD, Code.DOWNLOAD_FAILED)
    await home.do("embedder.load", model="vectors")
    assert "The rules still work; the language model can decide instead." in home.text
    assert "earch by words" not in home.text
    await home.do("embedder.load", model="vectors")
    home.embedder.fail_next(Op.EMBED, Code.ENGINE_FAILED)
    await home.do("route.go", text=DOOR)
    assert "The model stopped with an error" in home.text
    assert "Your policy and your text are as you left them" in home.text


async def test_without_a_language_model_an_answer_is_a_persons_and_it_is_said() -> None:
    home = await with_doors("vectors")
    await home.do("route.by", value="embedding")
    await home.do("route.go", text=DOOR)
    answer = room(home).answer
    assert answer is not None and answer.handoff
    assert "That takes the language model, and it is not loaded" in home.text
    assert "This policy lets a model write some answers" in home.text
    assert 'id="model-card"' in home.html


async def test_another_choice_is_said_beside_what_was_routed_before() -> None:
    home = await with_doors("vectors")
    await home.do("route.by", value="embedding")
    await home.do("route.go", text=DOOR)
    assert "Out of date" not in home.text
    await home.do("route.by", value="likelihood")
    assert "or which model decides. Route it again" in home.text
    await home.do("route.by", value="embedding")
    assert "Out of date" not in home.text


async def test_a_list_is_read_by_vectors_once_the_policy_is() -> None:
    home = await with_doors("vectors")
    await home.do("route.by", value="embedding")
    await home.do("route.rows", rows=f"{DOOR}\nA fire!\nThe bill was paid twice, send it back")
    stream = room(home).stream
    assert stream is not None
    assert [row.verdict.route if row.verdict else "" for row in stream.rows] == [
        "write",
        "ask",
        "ask",
    ]
    before = home.embedder.texts_embedded
    await home.do("route.rows", rows=DOOR)
    assert home.embedder.texts_embedded == before + 1


def test_the_choice_outlives_a_mind_and_an_older_page_has_none() -> None:
    assert revived(lasting(RouteState(by="embedding"))).by == "embedding"
    older = lasting(RouteState())
    del older["by"]
    assert revived(older).by is None
    with pytest.raises(ValueError, match="its by cannot be 'dice'"):
        revived({**older, "by": "dice"})
