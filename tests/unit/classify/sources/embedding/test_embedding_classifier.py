"""The promises of `Classifier`, kept by embeddings: with the vectors of a model made of words."""

import asyncio
import gc

import pytest

from hearthside import Classifier, Labelled
from hearthside.classify import NOTE_NOTHING, Label, classify
from hearthside.classify.sources.embedding.fitted import NOTE_CUT, FittedEmbedding
from hearthside.errors import InvalidInput, WorkerLost
from hearthside.wire import Code, Op
from tests.unit.classify.sources.embedding.vectors import BREEDS, SAYS, embeddings


def examples(each: int, breeds: tuple[str, ...] = BREEDS) -> list[Labelled]:
    return [Labelled(say.format(breed), breed) for say in SAYS[:each] for breed in breeds]


async def test_names_alone_decide_before_any_example() -> None:
    _, _, source = embeddings()
    async with await Classifier.fit(source, BREEDS) as classifier:
        for breed in BREEDS:
            decision = await classifier.classify(f"the {breed} is outside")
            assert decision.label == breed and decision.chosen == (breed,)
            assert 0.25 < decision.probability < 1.0
            assert sum(one.probability for one in decision.scores) == pytest.approx(1.0)
            assert decision.ood_score is None and decision.nearest == ()


async def test_a_description_stands_for_its_label() -> None:
    _, _, source = embeddings()
    labels = [Label("A", "cats and kittens"), Label("B", "ships and boats")]
    decision = await classify("boats on the sea", labels, model=source)
    assert decision.label == "B"


async def test_examples_teach_what_names_do_not_say() -> None:
    _, _, source = embeddings()
    breeds = dict(zip(BREEDS[:3], ("first", "second", "third"), strict=True))
    shown = [Labelled(say.format(breed), name) for say in SAYS for breed, name in breeds.items()]
    taught = await Classifier.fit(source, list(breeds.values()), shown)
    plain = await Classifier.fit(source, list(breeds.values()))
    for breed, name in breeds.items():
        text = f"I saw another {breed} yesterday"
        decision = await taught.classify(text)
        assert decision.label == name and len(decision.nearest) == 3
        before = {one.label: one.probability for one in (await plain.classify(text)).scores}
        assert decision.probability > before[name] + 0.2
        assert all(breed in shown[at].text for at in decision.nearest)


async def test_read_many_reads_as_read_does_and_equal_texts_once() -> None:
    engine, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(2))
    texts = ["my cat", "", "old dog", "my cat", " my  cat\n", *[f"a cow {at}" for at in range(9)]]
    engine.calls.clear()
    heard: list[tuple[int, int]] = []
    many = await classifier.read_many(texts, lambda done, of: heard.append((done, of)))
    assert engine.texts_embedded == 11 and heard[-1] == (11, 11)
    alone = [await classifier.read(text) for text in texts]
    for one, other in zip(many, alone, strict=True):
        assert one.hidden == other.hidden and one.tokens == other.tokens
        assert one.scores == pytest.approx(other.scores, abs=2e-4)
    assert many[0] == many[3] == many[4]
    assert type(many[0]).from_text(many[0].to_text()) == many[0]


async def test_nothing_to_read_decides_nothing() -> None:
    engine, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(3))
    engine.calls.clear()
    for text in ("", " \n\t", "\u200b", "\x00"):
        decision = classifier.decide(await classifier.read(text))
        assert decision.notes == (NOTE_NOTHING,) and decision.probability == 0.25
    assert engine.texts_embedded == 0


async def test_a_text_too_long_says_so() -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS)
    reading = await classifier.read("cat " * 5000)
    assert reading.cut and classifier.decide(reading).notes == (NOTE_CUT,)
    assert not (await classifier.read("cat " * 50)).cut


@pytest.mark.parametrize("text", ["😀😀", "这本书很好", "...", "<eos>", "a\ud83db", "x" * 9000])
async def test_any_text_gets_a_label_and_probabilities(text: str) -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(3))
    decision = await classifier.classify(text)
    assert sum(one.probability for one in decision.scores) == pytest.approx(1.0)
    assert decision.ood_score is not None and 0.0 <= decision.ood_score <= 1.0


@pytest.mark.parametrize("dimensions", [64, 32, 16])
async def test_shorter_vectors_decide_too(dimensions: int) -> None:
    _, _, source = embeddings(dimensions)
    classifier = await Classifier.fit(source, BREEDS, examples(6))
    right = [
        (await classifier.classify(say.format(b))).label == b for say in SAYS[6:] for b in BREEDS
    ]
    assert (
        sum(right) / len(right) > 0.8 and len((await classifier.read("cat")).hidden) == dimensions
    )


async def test_a_label_without_example_is_still_chosen_by_its_name() -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(5, BREEDS[:3]))
    assert (await classifier.classify("the cow gave milk")).label == "cow"


async def test_equal_texts_with_different_labels_are_decided_evenly() -> None:
    _, _, source = embeddings()
    shown = [Labelled("it is what it is", breed) for breed in BREEDS[:2]] * 3
    classifier = await Classifier.fit(source, BREEDS[:2], shown)
    decision = await classifier.classify("it is what it is")
    assert decision.probability < 0.65
    shown.append(Labelled("it is what it is", "dog"))
    again = await Classifier.fit(source, BREEDS[:2], [*shown, *shown, *shown])
    assert (await again.classify("it is what it is")).label == "dog"


async def test_one_example_and_one_label_with_examples() -> None:
    _, _, source = embeddings()
    for shown in (examples(1)[:1], [Labelled(say.format("dog"), "dog") for say in SAYS]):
        classifier = await Classifier.fit(source, ["dog", "cat"], shown)
        assert (await classifier.classify("my dog barks")).label == "dog"
        assert (await classifier.classify("the cat purrs")).label == "cat"


async def test_two_hundred_labels() -> None:
    _, _, source = embeddings()
    names = [f"topic{number} word{number * 7}" for number in range(200)]
    shown = [Labelled(f"about word{at * 7} again", names[at]) for at in range(0, 200, 9)]
    classifier = await Classifier.fit(source, names, shown)
    right = [
        (await classifier.classify(f"more word{at * 7}")).label == names[at] for at in (0, 9, 100)
    ]
    assert all(right) and len((await classifier.classify("more word7")).scores) == 200


async def test_fitting_twice_gives_the_same_to_the_bit() -> None:
    decisions = []
    for _ in range(2):
        _, _, source = embeddings()
        classifier = await Classifier.fit(source, BREEDS, examples(8))
        decisions.append([await classifier.classify(say.format("cat")) for say in SAYS])
    assert decisions[0] == decisions[1]


async def test_teaching_is_at_once_and_refining_agrees() -> None:
    engine, _, source = embeddings()
    first = await Classifier.fit(source, BREEDS, examples(3))
    readings = [await first.read(text) for text in ("zebra one", "zebra two", "a zebra")]
    asked = await first.read("the zebra")
    before = first.decide(asked)
    assert before.label != "cow"
    engine.calls.clear()
    taught = first.partial_fit([(reading, "cow") for reading in readings])
    decision = taught.decide(asked)
    assert decision.label == "cow" and set(decision.nearest) == {12, 13, 14}
    refined = await taught.refit()
    assert refined is not taught and await refined.refit() is refined
    assert refined.decide(asked).label == "cow"
    assert set(refined.decide(asked).nearest) == {12, 13, 14}
    assert engine.texts_embedded == 0
    again = taught.partial_fit([(readings[0], "dog")])
    assert again.decide(readings[0]).label == "dog"
    assert first.decide(asked) == before  # what it came of is as it was
    with pytest.raises(InvalidInput) as caught:
        taught.partial_fit([(asked, "unicorn")])
    assert caught.value.code == Code.LABELS_INVALID


async def test_lessons_in_turn_teach_what_lessons_together_do() -> None:
    _, _, source = embeddings()
    first = await Classifier.fit(source, BREEDS)
    pairs = [(await first.read(one.text), one.label) for one in examples(4)]
    at_once = first.partial_fit(pairs)
    in_turn = first
    for pair in pairs:
        in_turn = in_turn.partial_fit([pair])
    asked = await first.read("a cat and a dog")
    assert at_once.decide(asked) == in_turn.decide(asked)
    many, one = (await at_once.refit()).decide(asked), at_once.decide(asked)
    assert many.label == one.label
    assert many.probability == pytest.approx(one.probability, abs=0.1)


async def test_balancing_takes_away_what_a_label_gets_of_any_text() -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, ["the table", "zebra"])
    texts = [f"the {word} of the house" for word in ("cat", "dog", "lamp", "door")] * 8
    readings = await classifier.read_many(texts)
    before = classifier.decide(readings[0]).scores
    after = classifier.balanced(readings).decide(readings[0]).scores
    assert before[0].label == "the table" and after[0].probability < before[0].probability - 0.05
    kept = classifier.balanced(readings).partial_fit([(readings[0], "zebra")])
    assert kept.decide(readings[0]).label == "zebra"


async def test_any_number_of_labels_may_hold() -> None:
    _, _, source = embeddings()
    shown = []
    for say in SAYS:
        for one, other in (("cat", "dog"), ("cow", "horse")):
            both = f"{say.format(one)} and {say.format(other)}"
            shown += [Labelled(both, one), Labelled(both, other)]
        shown += [Labelled(say.format("stone"), "")]
        shown += [Labelled(say.format(breed), breed) for breed in BREEDS]
    classifier = await Classifier.fit(source, BREEDS, shown, form="many")
    assert set((await classifier.classify("cat and dog")).chosen) == {"cat", "dog"}
    assert (await classifier.classify("a cow")).chosen == ("cow",)
    assert (await classifier.classify("a stone of the stone kind")).chosen == ()
    reading = await classifier.read("my hamster")
    taught = classifier.partial_fit([(reading, "cat"), (reading, "cow")])
    assert {"cat", "cow"} <= set(taught.decide(reading).chosen)


async def test_the_scale_has_an_expected_place() -> None:
    _, _, source = embeddings()
    grades = ("bad", "fine", "good")
    shown = [Labelled(f"{say.format(grade)} {grade}", grade) for say in SAYS for grade in grades]
    classifier = await Classifier.fit(source, grades, shown, form="ordered")
    values = [(await classifier.classify(f"really {grade} {grade}")).value for grade in grades]
    assert values == sorted(values, key=lambda one: one or 0) and None not in values
    assert values[0] < 1.7 and values[2] > 2.3  # type: ignore[operator]


async def test_what_is_like_nothing_shown_is_out_of_distribution() -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(8))
    near = [
        (await classifier.classify(say.format(b))).ood_score for say in SAYS[8:] for b in BREEDS
    ]
    far = [
        (await classifier.classify(text)).ood_score
        for text in ("quarterly tax returns", "bake bread slowly", "Fenster öffnen", "12:30 flight")
    ]
    assert None not in near and None not in far
    assert min(far) > max(near)  # type: ignore[type-var]
    assert min(far) > 0.9  # type: ignore[operator]
    few = await Classifier.fit(source, BREEDS, examples(1))
    assert (await few.classify("quarterly tax returns")).ood_score is None


async def test_labels_and_engines_that_fail_say_so() -> None:
    engine, matrices, source = embeddings()
    for labels, shown in (
        (["one"], []),
        (["a", "A"], []),
        (BREEDS, [Labelled("x", "unicorn")]),
        (BREEDS, [Labelled("x", "")]),
    ):
        with pytest.raises(InvalidInput) as caught:
            await Classifier.fit(source, labels, shown)
        assert caught.value.code == Code.LABELS_INVALID
    for tool, op in ((engine, Op.EMBED), (matrices, Op.MATRIX_PRODUCT)):
        tool.fail_next(op, Code.ENGINE_LOST)
        with pytest.raises(WorkerLost):
            await Classifier.fit(source, BREEDS, examples(3))
    classifier = await Classifier.fit(source, BREEDS, examples(3))  # and again, as if nothing was
    matrices.fail_next(Op.MATRIX_PRODUCT, Code.ENGINE_LOST)
    taught = classifier.partial_fit([(await classifier.read("zebra"), "horse")])
    with pytest.raises(WorkerLost):
        await taught.refit()
    assert (await taught.refit()).decide(await taught.read("zebra")).label == "horse"


async def test_a_stop_while_fitting_leaves_nothing_behind() -> None:
    engine, matrices, source = embeddings()
    engine.delay_s = 0.02
    task = asyncio.create_task(Classifier.fit(source, BREEDS, examples(10)))
    await asyncio.sleep(0.03)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert matrices.open_matrices == 0


async def test_readings_that_nobody_holds_are_not_held_by_the_classifier() -> None:
    _, _, source = embeddings()
    classifier = await Classifier.fit(source, BREEDS, examples(3))
    for at in range(5):
        classifier.decide(await classifier.read(f"cat {at}"))
    gc.collect()
    fitted = classifier._predictor.fitted
    assert isinstance(fitted, FittedEmbedding) and not fitted.computed
