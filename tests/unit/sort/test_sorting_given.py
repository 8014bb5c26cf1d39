"""Labels that stand in the table: read, kept through another question, shown as examples."""

from hearthside.classify import Label
from hearthside.documents.tables import Table
from hearthside.sort import Plan, Row, Settings, begun_rows, taken_labels
from hearthside.sort.given import GIVEN_EXAMPLES, labels_in, truths
from tests.unit.sort.tables import language, vectors

LABELS = (Label("good"), Label("bad"))
TABLE = Table("t", ("text", "label"), (("a", "good"), ("b", ""), ("c", "bad")))
ONE = Settings(labels=LABELS, given=1)


def test_known_labels_are_read_from_a_column() -> None:
    many = Settings(labels=LABELS, given=1, form="many")
    assert labels_in(" GOOD ", ONE) == ("good",)
    assert labels_in("fine", ONE) is None
    assert labels_in("bad; good", many) == ("bad", "good")
    assert labels_in("none", many) == ()
    assert labels_in("good; fine", many) is None
    assert truths(TABLE, ONE) == {0: ("good",), 2: ("bad",)}
    assert truths(TABLE, Settings(labels=LABELS)) == {}


def test_the_values_of_a_column_become_labels_commonest_first() -> None:
    rows = (("a", "bad"), ("b", "good"), ("c", "good"), ("d", " "))
    assert taken_labels(Table("t", ("text", "label"), rows), 1) == ["good", "bad"]
    wide = Table("t", ("text",), tuple([(str(at),) for at in range(40)]))
    assert taken_labels(wide, 0) == []


def test_what_a_person_said_outlives_another_question_where_it_fits() -> None:
    said = Row(truth=("bad",), said=("good",))
    old = (Row(truth=("good",), given=True), said, Row(truth=("ugly",)))
    begun = begun_rows(TABLE, ONE, old)
    assert [(row.truth, row.given) for row in begun] == [
        (("good",), True),
        (("bad",), False),
        (("bad",), True),
    ]
    assert begun[1] == said and begun_rows(TABLE, Settings(labels=LABELS)) == (Row(),) * 3


async def test_a_few_labelled_rows_stand_in_a_prompt_and_none_beside_vectors() -> None:
    rows = tuple([(f"text {at}", ("good", "bad")[at % 2]) for at in range(30)])
    table = Table("t", ("text", "label"), rows)
    _, model = await language()
    plan = Plan.of(table, ONE, model, begun_rows(table, ONE))
    assert plan.in_prompt == frozenset(range(GIVEN_EXAMPLES))
    assert [one.label for one in plan.examples[:2]] == ["good", "bad"], "labels take turns"
    settings = Settings(labels=LABELS, given=1, by="embedding")
    by_vectors = Plan.of(table, settings, await vectors(), begun_rows(table, settings))
    assert not by_vectors.in_prompt and not by_vectors.examples


async def test_the_mark_is_that_of_the_model_and_of_the_question() -> None:
    _, model = await language()
    marks = {
        Plan.of(TABLE, settings, decider, begun_rows(TABLE, settings)).mark
        for settings in (ONE, Settings(labels=LABELS), Settings(labels=LABELS[::-1]))
        for decider in (model, await vectors())
    }
    assert len(marks) == 6
    with_task = Settings(labels=LABELS, given=1, even=True)
    same = Plan.of(TABLE, with_task, model, begun_rows(TABLE, ONE)).mark
    assert same in marks, "what changes no reading is none of it"
