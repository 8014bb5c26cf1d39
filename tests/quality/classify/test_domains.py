"""CLINC150's ten domains: one example each, ten each, and none but names and descriptions."""

import pytest

from hearthside.classify import Classifier, Label
from hearthside.generation.model import Model
from tests.quality.classify.asked import ask, examples_of, line_of, raw_line
from tests.quality.classify.measures import check, table, together
from tests.quality.classify.rows import domains, drawn, sampled
from tests.quality.measured import some

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
ITEMS = some(200, 100)


@pytest.mark.whole
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


@pytest.mark.whole
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
        learning = await ask(classifier, sampled(domains("train"), 100, 3))
        taught = balanced.partial_fit(learning.pairs)
        lines.append(line_of("   and 100 rows corrected", taught, asked))
    print(*table("ten domains of CLINC150, test", lines), sep="\n")
    for line, measured in zip(lines[1:], (0.545, 0.65, 0.66), strict=True):
        check(line, measured)
