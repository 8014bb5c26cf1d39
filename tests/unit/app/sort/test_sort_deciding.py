"""Which model decides: chosen in the form, offered at once, woken where it is kept, remembered."""

import pytest

from app.rooms.sort.state import SortState, lasting, revived
from hearthside.wire import Code, Op
from tests.unit.app.house import EMBEDDERS, MODELS, House, house
from tests.unit.app.sort.table import LABELS, bring, room, sorting

BOTH = {"models": [*MODELS, *EMBEDDERS]}
LANGUAGE, EMBEDDING = 'id="model-card"', 'id="embedder-card"'


async def asked(*kept: str) -> House:
    """A table is there, and the question is not put yet."""
    home = await sorting(*kept, settings=BOTH)
    await bring(home)
    return home


def chosen(home: House) -> str:
    _, _, field = home.html.partition('id="sort-by"')
    options = field.partition("</select>")[0].split("<option")
    return next(one for one in options if "selected" in one).partition('value="')[2].split('"')[0]


def cards(home: House) -> tuple[bool, bool]:
    """Whether the language model and the embedding model are offered."""
    return LANGUAGE in home.html, EMBEDDING in home.html


async def test_the_card_is_that_of_the_model_chosen_in_the_form() -> None:
    home = await asked()
    assert (chosen(home), *cards(home)) == ("likelihood", True, False)
    await home.do("sort.by", value="embedding")
    assert (chosen(home), *cards(home)) == ("embedding", False, True)
    assert "Accept the terms and download 310 MB" in home.text
    assert "can propose labels" in home.text and 'id="sort-propose"' not in home.html
    await home.do("sort.by", value="dice")
    assert chosen(home) == "embedding"
    await home.do("sort.by", value="likelihood")
    assert (chosen(home), *cards(home)) == ("likelihood", True, False)


async def test_a_kept_model_is_woken_by_the_choice_and_its_line_is_shown() -> None:
    home = await asked("vectors", "small")
    assert home.app.state.embedding.stage == "absent"
    assert 'id="ready-line"' in home.html
    await home.do("sort.by", value="embedding")
    assert home.app.state.embedding.stage == "ready"
    assert 'id="sort-propose"' in home.html
    room_html = home.html.partition('id="sort-room"')[2].partition('id="route-room"')[0]
    assert 'id="embedder-ready"' in room_html and 'id="ready-line"' not in room_html
    await home.do("sort.start", labels=LABELS, by="embedding")
    assert room(home).complete


async def test_a_model_that_fails_is_not_woken_again_and_again() -> None:
    home = await asked("vectors")
    home.embedder.fail_next(Op.MODEL_LOAD, Code.ENGINE_FAILED)
    await home.do("sort.by", value="embedding")
    assert home.app.state.error is not None
    loads = [op for op, _ in home.embedder.calls if op == Op.MODEL_LOAD]
    assert len(loads) == 1 and home.app.state.embedding.stage == "absent"


@pytest.mark.parametrize(
    "code",
    [Code.DOWNLOAD_OFFLINE, Code.MODEL_CORRUPT, Code.MODEL_UNFIT, Code.ENGINE_FAILED],
)
async def test_what_goes_wrong_with_it_says_what_holds_in_this_room(code: Code) -> None:
    home = await asked()
    await home.do("sort.by", value="embedding")
    home.embedder.fail_next(Op.MODEL_LOAD, code)
    await home.do("embedder.load", model="vectors")
    told = home.html.partition('id="alert-embedder"')[2].partition("</section>")[0]
    assert "the language model can decide instead" in told
    assert "earch" not in told


async def test_a_model_that_fails_while_it_reads_is_no_storyteller() -> None:
    home = await asked("vectors")
    await home.do("sort.by", value="embedding")
    home.embedder.fail_next(Op.EMBED, Code.ENGINE_FAILED)
    await home.do("sort.start", labels=LABELS, by="embedding")
    assert "The model stopped with an error" in home.text
    assert 'id="sort-go"' in home.html
    await home.do("sort.go")
    assert room(home).complete


async def test_the_question_is_put_in_the_words_of_the_model() -> None:
    home = await asked("small")
    assert "this small model mixes them up" in home.text and "A few of them become" in home.text
    await home.do("sort.by", value="embedding")
    assert "mixes them up" not in home.text and "They become examples" in home.text
    task = home.html.partition('for="sort-task"')[0].rpartition("<div")[0].rpartition("<div")[2]
    assert "hidden" in task, "only the language model reads it"


async def test_the_choice_stays_for_another_table_and_follows_a_sort_that_is_opened() -> None:
    home = await asked("vectors")
    await home.do("sort.by", value="embedding")
    await home.do("sort.start", labels=LABELS, by="embedding")
    key = room(home).key
    await home.do("sort.edit")
    assert chosen(home) == "embedding"
    await home.do("sort.by", value="likelihood")
    assert cards(home) == (True, False)
    await home.do("sort.edit.leave")
    assert cards(home) == (False, False), "what is at work goes by its own model"
    await home.do("sort.new")
    await bring(home)
    assert chosen(home) == "likelihood"
    await home.do("sort.open", id=key)
    await home.do("sort.edit")
    assert chosen(home) == "embedding"


async def test_the_choice_outlives_a_mind_and_wakes_the_model_again() -> None:
    assert revived(lasting(SortState(by="embedding"))).by == "embedding"
    older = lasting(SortState())
    del older["by"]
    assert revived(older).by == "likelihood"
    home = await asked("vectors")
    await home.do("sort.by", value="embedding")
    kept = home.kept
    again = await sorting("vectors", kept=kept, settings=BOTH, shelf=home.shelf)
    assert chosen(again) == "embedding" and again.app.state.embedding.stage == "ready"
    elsewhere = house("vectors", shelf=home.shelf)
    await elsewhere.start(kept=kept, settings=BOTH, fragment="#story")
    assert elsewhere.app.state.embedding.stage == "absent"
    await elsewhere.do("fragment", fragment="#sort")
    assert elsewhere.app.state.embedding.stage == "ready"
