"""The evaluation sets that lie beside this file, read: README.md says what they are and whose.

Knows nothing of what is measured on them.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh", "ru", "es", "ar", "hi")
Part = Literal["train", "val", "test", "oos_train", "oos_val", "oos_test"]


def xquad(language: str) -> list[dict[str, Any]]:
    """XQuAD's 240 paragraphs in one of LANGUAGES, in the file's order: `context`, and `qas`, each
    with its `question` and `answers` of `text` and `answer_start` in characters."""
    articles = _read(f"xquad/xquad.{language}.json.gz")["data"]
    return [paragraph for article in articles for paragraph in article["paragraphs"]]


def clinc150(part: Part) -> list[tuple[str, str]]:
    """(text, intent) of each row of a part of CLINC150; the intent is "oos" where it has none."""
    return [(text, intent) for text, intent in _read("clinc150/data_full.json.gz")[part]]


def clinc150_domains() -> dict[str, list[str]]:
    """CLINC150's ten domains with the names of their fifteen intents."""
    domains: dict[str, list[str]] = _read("clinc150/domains.json.gz")
    return domains


@cache
def _read(name: str) -> Any:
    return json.loads(gzip.decompress((HERE / name).read_bytes()))
