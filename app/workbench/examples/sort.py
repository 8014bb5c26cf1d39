"""A small table, sorted and put right. Change the labels."""

from hearthside.documents.tables import csv_text
from hearthside.sort import Sorting, columns
from workbench import open_model

model = await open_model()
reviews = [
    "The soup was cold and the waiter rude.",
    "Lovely dinner, we will come again.",
    "We waited an hour for a table.",
    "The best pancakes in town!",
    "They charged us twice.",
    "The music was not too loud.",
]


def show(rows):
    for at, row in enumerate(rows):
        label = ", ".join(row.labels)
        print(f"{row.verdict.probability:4.0%}", end=" ")
        print(f"{label:9} {reviews[at]}")
    print()


async with await Sorting.begin(
    reviews,
    ["positive", "negative"],
    model=model,
    task="sentiment",
) as sorting:
    async for progress in sorting.read():
        print(f"{progress.done} of {progress.of} read")
    show(sorting.rows())

    # The most doubtful row, as a person would answer.
    at = sorting.review(at_least=1)[0]
    changed = await sorting.correct(at, "positive")
    print(f"Row {at + 1} is positive.", end=" ")
    print(f"{len(changed)} others changed.")
    show(sorting.rows())

    # What is carried away, for a spreadsheet.
    extra = columns(sorting.rows(), sorting.settings)
    print(csv_text(sorting.table, extra))
