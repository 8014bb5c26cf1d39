"""Sorting by the embedding model: it decides, it is compared, and it finds rows that are alike."""

import asyncio
from dataclasses import replace

from app.rooms.sort.events import WaysCompared
from app.rooms.sort.state import Pace, SortState
from hearthside.adapters.fake.engine import FakeShelf
from hearthside.sort import LEAST_COMPARED
from hearthside.sort.kept import READINGS
from hearthside.wire import Code, Op
from tests.unit.app.house import EMBEDDERS, MODELS, House
from tests.unit.app.sort.table import LABELS, bring, room, sorting

BOTH = {"models": [*MODELS, *EMBEDDERS]}
TEXTS = tuple(
    f"{words} {number}"
    for number in range(12)
    for words in ("praise: somebody is pleased", "complaint: something went wrong")
)


async def by_vectors(
    *kept: str, texts: tuple[str, ...] = TEXTS, shelf: FakeShelf | None = None
) -> House:
    """A table that the embedding model decides, if it is kept."""
    home = await sorting(*kept, shelf=shelf, settings=BOTH)
    await bring(home, texts)
    await home.do("sort.start", labels=LABELS, by="embedding")
    return home


async def label(home: House, count: int) -> None:
    """A person says what the first rows are."""
    for at in range(count):
        await home.do("sort.pick", row=str(at))
        await home.do("sort.label", label="praise" if "praise" in TEXTS[at] else "complaint")


async def test_the_embedding_model_decides_the_rows_and_no_language_model_is_needed() -> None:
    home = await by_vectors("vectors")
    assert room(home).complete and room(home).model == "vectors"
    assert home.app.state.embedding.stage == "ready"
    assert [row.labels for row in room(home).rows] == [("praise",), ("complaint",)] * 12
    assert not [op for op, _ in home.device.calls if op == Op.STEP]


async def test_without_it_the_question_waits_and_the_offer_is_on_the_page() -> None:
    home = await by_vectors("small")
    assert room(home).wanted and not room(home).counts.read
    assert "First, download the embedding model" in home.text
    await home.do("embedder.load", model="vectors")
    assert room(home).complete


async def test_rows_are_read_together_and_kept() -> None:
    shelf = FakeShelf()
    home = await by_vectors("vectors", shelf=shelf)
    calls = [args for op, args in home.embedder.calls if op == Op.EMBED]
    assert len(calls) < len(TEXTS)
    assert len(await shelf.list(READINGS)) == 1
    again = await sorting("vectors", shelf=shelf, settings=BOTH)
    await again.do("sort.open", id=room(home).key)
    assert room(again).complete and again.app.state.embedding.stage == "ready"


async def test_a_site_without_an_embedding_model_asks_nothing() -> None:
    home = await sorting("small")
    await bring(home)
    assert 'id="sort-by"' not in home.html
    home = await sorting("small", settings=BOTH)
    await bring(home)
    assert 'id="sort-by"' in home.html


async def test_rows_like_the_one_in_hand_come_likest_first() -> None:
    home = await by_vectors("vectors")
    await home.do("sort.pick", row="3")
    await home.do("sort.alike")
    order = room(home).order
    assert order[0] == 3
    assert {at % 2 for at in order[:12]} == {1}, "the complaints come before the praise"
    assert "Like row 4" in home.text
    await home.do("sort.show", value="all")
    assert len(room(home).order) == len(TEXTS)


async def test_near_duplicates_come_together() -> None:
    texts = ("The kettle leaks", "Where is my parcel?", "the kettle leaks!", "A fine teapot")
    home = await by_vectors("vectors", texts=texts)
    await home.do("sort.twins")
    assert room(home).order == (0, 2)
    assert "Near-duplicates (2)" in home.text
    home = await by_vectors("vectors", texts=texts[1:])
    await home.do("sort.twins")
    assert "No two rows say nearly the same" in home.text
    assert home.app.state.error is None and 'id="sort-none-alike"' in home.html
    assert room(home).order == (0, 1, 2), "the rows stay in sight"


async def test_labels_are_proposed_from_the_rows() -> None:
    home = await sorting("vectors", settings=BOTH)
    await bring(home, TEXTS)
    await home.do("embedder.load", model="vectors")
    await home.do("sort.propose", labels="question: somebody asks\n")
    [filled] = [one for one in home.effects("fill") if "labels" in one["fields"]]
    lines = filled["fields"]["labels"].splitlines()
    assert lines.pop(0) == "question: somebody asks", "what was written stays"
    assert len(lines) == 2 and "2 groups were found in 24 rows" in home.text
    await home.do("sort.start", labels="\n".join(lines), by="embedding")
    assert room(home).complete
    assert len({row.labels for row in room(home).rows}) == 2


async def test_a_few_rows_are_not_grouped() -> None:
    home = await sorting("vectors", settings=BOTH)
    await bring(home, TEXTS[:4])
    await home.do("embedder.load", model="vectors")
    await home.do("sort.propose", labels="question: somebody asks")
    assert "too few to be grouped" in home.text
    assert home.app.state.error is None and not room(home).grouping
    assert not home.effects("fill"), "what is written stays as it is"


async def test_both_models_are_compared_on_the_rows_of_the_person() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 4)
    assert 'id="sort-compare"' not in home.html and "4 are labelled so far" in home.text
    await home.do("sort.compare")
    assert "Label 10 at least" in home.text
    await label(home, 12)
    assert 'id="sort-compare"' in home.html
    await home.do("sort.compare")
    assert "On your 12 labelled rows" in room(home).compared
    assert "the embedding model was right" in room(home).compared
    assert room(home).comparing is None


async def test_a_comparison_needs_both_models_and_offers_the_other_one_there() -> None:
    home = await by_vectors("vectors")
    assert 'id="model-card"' not in home.html, "not before there are rows to compare on"
    await label(home, 12)
    section = home.html.partition('id="sort-compare-heading"')[2]
    assert 'id="model-card"' in section and 'id="alert-model"' in section
    await home.do("sort.compare")
    assert "Fetch the language model first" in home.text
    await home.do("load", model="small")
    await home.do("sort.compare")
    assert "On your 12 labelled rows" in room(home).compared


async def test_by_likelihood_the_embedding_model_is_offered_for_a_comparison() -> None:
    home = await sorting("small", settings=BOTH)
    await bring(home, TEXTS)
    await home.do("sort.start", labels=LABELS)
    await label(home, 12)
    section = home.html.partition('id="sort-compare-heading"')[2]
    assert 'id="embedder-card"' in section
    await home.do("embedder.load", model="vectors")
    await home.do("sort.compare")
    assert "On your 12 labelled rows the" in room(home).compared


async def until_comparing(home: House, read: int) -> None:
    """The other model has read so many rows."""
    while (pace := room(home).comparing) is None or pace.done < read:
        await asyncio.sleep(0.01)


async def test_a_comparison_tells_how_far_it_is_and_can_be_stopped() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 12)
    held = [False]
    home.device.held = lambda: held[0] and (room(home).comparing or Pace()).done >= 3
    held[0] = True
    await home.app.event({"name": "sort.compare", "data": {}})
    await until_comparing(home, 3)
    assert "3 of 12 are read" in home.text and 'id="sort-compare"' not in home.html
    assert home.app.state.of(SortState).compared == ""
    await home.app.event({"name": "sort.compare", "data": {}})
    await home.do("sort.compare.stop")
    assert room(home).comparing is None and room(home).compared == "Stopped."
    held[0] = False
    await home.do("sort.compare")
    assert "On your 12 labelled rows" in room(home).compared


async def test_what_is_said_while_rows_are_compared_counts_next_time_only() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 12)
    held = [True]
    home.device.held = lambda: held[0]
    await home.app.event({"name": "sort.compare", "data": {}})
    await until_comparing(home, 0)
    await home.app.event({"name": "sort.pick", "data": {"row": "0"}})
    await home.app.event({"name": "sort.unsay", "data": {}})
    held[0] = False
    await home.app.settle()
    assert "On your 12 labelled rows" in room(home).compared


async def test_an_engine_that_is_lost_ends_a_comparison() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 12)
    home.device.fail_next(Op.STEP, Code.ENGINE_LOST)
    await home.do("sort.compare")
    assert room(home).comparing is None and room(home).compared == ""
    assert "The model stopped and was restarted" in home.text


async def test_the_other_model_takes_over_when_asked_and_nothing_said_is_lost() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 2)
    state = home.app.state
    home.app.state = state.having(replace(state.of(SortState), better="likelihood"))
    await home.do("sort.switch")
    settings = room(home).settings
    assert settings is not None and settings.by == "likelihood"
    assert room(home).counts.reviewed == 2 and room(home).complete


async def test_the_other_model_is_tried_unasked_once_enough_rows_are_labelled() -> None:
    home = await sorting("small", "vectors", settings=BOTH)
    await home.do("embedder.load", model="vectors")
    await bring(home, TEXTS)
    await home.do("sort.start", labels=LABELS, by="likelihood")
    await label(home, LEAST_COMPARED - 1)
    assert not room(home).tried
    await home.do("sort.pick", row=str(LEAST_COMPARED))
    await home.do("sort.label", label="praise")
    assert room(home).tried == LEAST_COMPARED and room(home).comparing is None
    focused = [one["target"] for one in home.effects("focus")]
    assert "sort-compared" not in focused, "nobody asked: the keyboard stays where it is"


async def test_a_press_during_a_trial_that_nobody_asked_for_is_answered() -> None:
    home = await by_vectors("vectors", "small")
    await label(home, 12)
    trial = replace(room(home), comparing=Pace(), asked_for=False, compared="", better="")
    home.app.state = home.app.state.having(trial)
    await home.do("sort.compare")
    assert "On your 12 labelled rows" in room(home).compared
    assert "sort-compared" in [one["target"] for one in home.effects("focus")]


async def test_the_end_of_a_trial_is_not_the_end_of_what_a_person_asked_for() -> None:
    home = await by_vectors("vectors")
    asked = replace(room(home), comparing=Pace(), asked_for=True, compared="", better="")
    home.app.state = home.app.state.having(asked)
    home.app.dispatch(WaysCompared(room(home).key, "Stopped.", "", asked=False))
    assert room(home).comparing is not None
    home.app.dispatch(WaysCompared(room(home).key, "Stopped.", ""))
    assert room(home).comparing is None and room(home).compared == "Stopped."


async def test_of_a_trial_that_nobody_asked_for_only_a_better_model_is_told() -> None:
    home = await by_vectors("vectors")
    key = room(home).key
    for better in ("", "likelihood"):
        home.app.state = home.app.state.having(
            replace(room(home), comparing=Pace(), compared="", better="")
        )
        home.app.dispatch(WaysCompared(key, "22 of 24 are right", better, asked=False))
        assert ("does better on your rows" in home.text) == bool(better)
        assert ("22 of 24 are right" in home.text) == bool(better)
        assert room(home).comparing is None
