"""Sorting: a table in, a label with an honest probability on every row, a person where needed.

    async with await Sorting.begin(texts, ["praise", "complaint"], model=model) as sorting:
        async for progress in sorting.read():
            print(f"{progress.done} of {progress.of}")
        await sorting.correct(sorting.review()[0], "complaint")
        table = csv_text(sorting.table, columns(sorting.rows(), sorting.settings))

Knows nothing of screens; a `Model` or `Embeddings` is handed in, and for `kept` a `Shelf`.
"""

from hearthside.classify import Line
from hearthside.sort.comparing import LEAST_COMPARED, MOST_COMPARED, NAMES, compare
from hearthside.sort.evidence import Evidence, stands_from, weigh
from hearthside.sort.given import MAX_TAKEN_LABELS, begun_rows, taken_labels
from hearthside.sort.likeness import Proposal, alike, near_duplicates, propose_labels
from hearthside.sort.outcome import columns, said
from hearthside.sort.plan import Decider, Plan, identity_of
from hearthside.sort.progress import Progress
from hearthside.sort.rows import Counts, Row, Verdict, by_doubt, counts_of, doubtful_rows
from hearthside.sort.settings import Settings
from hearthside.sort.sorting import Sorting

__all__ = [
    "LEAST_COMPARED",
    "MAX_TAKEN_LABELS",
    "MOST_COMPARED",
    "NAMES",
    "Counts",
    "Decider",
    "Evidence",
    "Line",
    "Plan",
    "Progress",
    "Proposal",
    "Row",
    "Settings",
    "Sorting",
    "Verdict",
    "alike",
    "begun_rows",
    "by_doubt",
    "columns",
    "compare",
    "counts_of",
    "doubtful_rows",
    "identity_of",
    "near_duplicates",
    "propose_labels",
    "said",
    "stands_from",
    "taken_labels",
    "weigh",
]
