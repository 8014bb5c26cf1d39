"""The bench's files to ask: so many passages of real sentences.

There are fewer real texts than passages: copies of them have other words in the place of rare ones,
and their sentences in another order, so that common words are as common as in any English text and
rare ones stay rare. Runs in the mind's worker. Knows nothing of indexes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from random import Random
from typing import Final

from hearthside.documents.document import Document, Section, content_hash
from hearthside.text.sentences import sentence_spans

FILE_PARAGRAPHS: Final = 20
# Of a paragraph that is put together: about as many as the real ones have.
_SENTENCES: Final = 5
# A word that the real texts have no more often is another one in each copy.
_RARE: Final = 2
_WORD: Final = re.compile(r"[^\W\d_]+")


def files(paragraphs: Sequence[str]) -> Iterator[Document]:
    """The paragraphs as they are, then copies without end, in files of FILE_PARAGRAPHS."""
    counts = Counter(word for text in paragraphs for word in _WORD.findall(text))
    rare = {word for word, times in counts.items() if times <= _RARE}
    for copy in count():
        texts = paragraphs if copy == 0 else _mixed(paragraphs, rare, copy)
        for first in range(0, len(texts), FILE_PARAGRAPHS):
            name = f"{copy:03}-{first:03}.txt"
            yield _document(name, texts[first : first + FILE_PARAGRAPHS])


def _mixed(paragraphs: Sequence[str], rare: set[str], copy: int) -> list[str]:
    """The sentences of all paragraphs dealt anew, with rare words of this copy's own."""
    ending = chr(ord("a") + copy % 26) + chr(ord("a") + copy // 26)
    sentences = [text[start:end] for text in paragraphs for start, end in sentence_spans(text)]
    Random(copy).shuffle(sentences)

    def own(found: re.Match[str]) -> str:
        return found[0] + ending if found[0] in rare else found[0]

    whole = [_WORD.sub(own, sentence) for sentence in sentences]
    return [" ".join(whole[at : at + _SENTENCES]) for at in range(0, len(whole), _SENTENCES)]


def _document(name: str, texts: Sequence[str]) -> Document:
    content = "\n\n".join(texts).encode()
    # A heading each, as of an article's parts: a paragraph is a passage.
    sections = tuple([Section(text, (f"Part {at}",)) for at, text in enumerate(texts, start=1)])
    return Document(
        name=name,
        path=name,
        kind="txt",
        sections=sections,
        modified_ms=0,
        size_bytes=len(content),
        hash=content_hash(content),
        language="en",
    )
