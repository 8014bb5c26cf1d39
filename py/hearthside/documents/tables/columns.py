"""Which column of a table holds the text that a person most likely wants to sort.

Knows nothing of models or labels.
"""

import re
from collections.abc import Sequence
from typing import Final

from hearthside.documents.tables.table import Table

_SAMPLE_ROWS: Final = 300
_MOST_WORDS: Final = 60  # a longer text is no better a sign
_NAMES: Final = re.compile(
    r"text|comment|review|message|body|content|description|feedback|question|utterance|tweet|sentence|"
    r"kommentar|nachricht|texto|comentario|mensaje|texte|commentaire|testo",
    re.IGNORECASE,
)
# Scripts that put no blanks between words: about two characters make a word.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def likely_text_column(table: Table) -> int:
    """The place (from 0) of the column with the most, and the most different, words."""
    step = max(1, len(table.rows) // _SAMPLE_ROWS)
    sample = table.rows[::step]
    scores = [
        _score(name, [row[at].strip() for row in sample]) for at, name in enumerate(table.columns)
    ]
    return max(range(len(scores)), key=lambda at: scores[at])


def _score(name: str, cells: Sequence[str]) -> float:
    filled = [cell for cell in cells if cell]
    if not filled:
        return 0.0
    words = sum(min(_words(cell), _MOST_WORDS) for cell in filled) / len(cells)
    different = len(set(filled)) / len(filled)
    letters = sum(map(str.isalpha, "".join(filled))) / max(1, sum(map(len, filled)))
    return words * (0.2 + different) * (0.1 + letters) * (3.0 if _NAMES.search(name) else 1.0)


def _words(cell: str) -> float:
    return len(cell.split()) + len(_UNSPACED.findall(cell)) / 2
