"""CLINC150's ten domains: one example each, ten each, and none but names and descriptions."""

import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from typing import TypeVar

import pytest

from hearthside.classify import Classifier, Features, Label
from hearthside.generation.model import Model
from tests.quality.classify.asked import ask, examples_of, line_of, raw_line
from tests.quality.classify.measures import check, table, together
from tests.quality.classify.rows import domains, drawn, sampled

pytestmark = pytest.mark.weights

TASK = "topic"
LABELS = (
    Label("banking", "bank accounts, balances, transfers, bills and payments"),
    Label("credit cards", "credit cards, limits, rewards, credit scores and lost cards"),
    Label("kitchen and dining", "recipes, cooking, ingredients, restaurants and reservations"),
    Label("home", "music, shopping and to-do lists, reminders, calendar, orders, smart home"),
    Label("auto and commute", "cars, petrol, tyres, traffic, directions and rides"),
    Label("travel", "flights, hotels, luggage, visas, exchange rates and translation"),
    Label("utility", "time, weather, alarms, sums, spelling, definitions, dice and calls"),
    Label("work", "pay, holidays off, taxes, insurance, pension and meetings"),
    Label("small talk", "greetings, thanks, jokes and questions about the assistant itself"),
    Label("meta", "yes, no, repeat, cancel, and settings of the assistant's voice and name"),
)
NAMES = tuple(label.name for label in LABELS)
DRAWS = (1, 2)
ITEMS = 200
MANY_READINGS = 1_000

T = TypeVar("T")


async def test_domains_with_one_example_each(model: Model) -> None:
    rows, lines = sampled(domains("test"), ITEMS, 0), []
    for seed in DRAWS:
        examples = examples_of(drawn(domains("train"), 1, seed))
        async with await Classifier.fit(model, NAMES, examples, task=TASK) as classifier:
            asked = await ask(classifier, rows)
            balanced = classifier.balanced(asked.readings)
            lines.append(raw_line(f"1 each, draw {seed}, raw", classifier, asked, "33-34"))
            lines.append(line_of(f"1 each, draw {seed}", classifier, asked, "38.5-41.5"))
            lines.append(line_of(f"1 each, draw {seed}, balanced", balanced, asked, "44"))
    means = [
        together(f"1 each, both draws{name}", lines[at::3], floor)
        for at, (name, floor) in enumerate(
            ((", raw", "33-34"), ("", "38.5-41.5"), (", balanced", "44"))
        )
    ]
    print(*table("ten domains of CLINC150, test", [*lines, *means]), sep="\n")
    for mean in means[1:]:
        check(mean, 0.56, ITEMS)


async def test_domains_by_names_and_descriptions(model: Model) -> None:
    rows = sampled(domains("test"), ITEMS, 0)
    async with await Classifier.fit(model, LABELS, task=TASK) as classifier:
        asked = await ask(classifier, rows)
        balanced = classifier.balanced(asked.readings)
        lines = [
            raw_line("names and descriptions, raw", classifier, asked),
            line_of("names and descriptions", classifier, asked),
            line_of("names and descriptions, balanced", balanced, asked),
        ]
        _print_refit(classifier, asked.readings)
        learning = await ask(classifier, sampled(domains("train"), 100, 3))
        taught = balanced.partial_fit(learning.pairs)
        lines.append(line_of("   and 100 rows corrected", taught, asked))
    print(*table("ten domains of CLINC150, test", lines), sep="\n")
    for line, measured in zip(lines[1:], (0.545, 0.65, 0.66), strict=True):
        check(line, measured)


def _print_refit(classifier: Classifier, read: tuple[Features, ...]) -> None:
    """How long a table waits for a correction, in CPU seconds. Printed, never judged."""
    kept = [reading.to_text() for reading in islice(cycle(read), MANY_READINGS)]
    readings = [Features.from_text(text) for text in kept]
    pairs = [(reading, NAMES[at % len(NAMES)]) for at, reading in enumerate(readings)]
    balanced, balanced_s = _timed(lambda: classifier.balanced(readings))
    _, first_s = _timed(lambda: [balanced.decide(reading) for reading in readings])
    print(f"\n{MANY_READINGS} readings: balanced {balanced_s:.2f} s, first decided {first_s:.2f} s")
    for lessons in (1, 2, 20, 21):
        taught, taught_s = _timed(partial(balanced.partial_fit, pairs[:lessons]))
        _, decided_s = _timed(partial(list, map(taught.decide, readings)))
        print(f"   {lessons} corrections: taught {taught_s:.2f} s, decided {decided_s:.2f} s")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began_s = time.process_time()
    return work(), time.process_time() - began_s
