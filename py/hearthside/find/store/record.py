"""What is kept of one document, as bytes: its text, its chunks, and their vectors.

Knows nothing of where bytes are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

from hearthside.documents.document import Document, Kind, Section
from hearthside.embedding.vectors import Int8Rows
from hearthside.errors import InvalidInput
from hearthside.find.chunks import CHUNK_EDITION, Chunk, Span, text_of
from hearthside.find.store.container import packed, unpacked
from hearthside.wire import Code

# Lone surrogates are kept as they came.
_ERRORS: Final = "surrogatepass"


@dataclass(frozen=True, slots=True)
class Record:
    """A document with its chunks. `vectors` are those of all chunks, made by the model of the hash
    `model`; None while any is missing. `edition` is that of the rules that made the chunks."""

    document: Document
    chunks: tuple[Chunk, ...]
    edition: int = CHUNK_EDITION
    model: str = ""
    vectors: Int8Rows | None = None

    @property
    def mark(self) -> str:
        """What its chunks are of: the same for the same content cut by the same rules."""
        return f"{self.document.hash}/{self.edition}/{len(self.chunks)}"

    def texts(self, first: int = 0, end: int | None = None) -> list[str]:
        """The texts of the chunks `first` to `end` (excluded)."""
        return [text_of(self.document.sections, chunk) for chunk in self.chunks[first:end]]

    def to_bytes(self) -> bytes:
        """The record for an encrypted store; `from_bytes` gives an equal one back."""
        document = self.document
        texts = [section.text.encode("utf-8", _ERRORS) for section in document.sections]
        facts = {
            "document": {name: getattr(document, name) for name in (*_FACTS, "notes")},
            "sections": [
                [len(text), section.heading, section.page, section.kind, section.header]
                for section, text in zip(document.sections, texts, strict=True)
            ],
            "chunks": [[chunk.tokens, *_flat(chunk)] for chunk in self.chunks],
            "edition": self.edition,
            "model": self.model,
            "dimensions": self.vectors.dimensions if self.vectors else 0,
        }
        rows, scales = (self.vectors.rows, self.vectors.scales) if self.vectors else (b"", b"")
        return packed(facts, b"".join(texts), rows, scales)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Record":
        """The record that `to_bytes` wrote. Raises InvalidInput (index.invalid)."""
        try:
            facts, (text, rows, scales) = unpacked(data)
            sections = tuple(_sections(facts["sections"], text))
            kept = facts["document"]
            notes = tuple(map(str, kept.pop("notes")))
            document = Document(sections=sections, notes=notes, **kept)
            chunks = tuple(_chunk(numbers, sections) for numbers in facts["chunks"])
            width = int(facts["dimensions"])
            vectors = Int8Rows(rows, scales, width) if width else None
            record = cls(document, chunks, int(facts["edition"]), str(facts["model"]), vectors)
            sound = document.kind in get_args(Kind) and (
                vectors is None or len(rows) == width * len(chunks) == width * len(vectors)
            )
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise damaged() from error
        if not sound:
            raise damaged()
        return record


def damaged(path: str = "") -> InvalidInput:
    """To be raised for what cannot be read back; `path` in `detail`."""
    what = f"What is kept of \u201c{path}\u201d" if path else "What is kept of a file"
    return InvalidInput(
        Code.INDEX_INVALID, f"{what} is damaged. Remove it here, and add the file again.", path
    )


_FACTS: Final = ("name", "path", "kind", "modified_ms", "size_bytes", "hash", "title", "language")


def _flat(chunk: Chunk) -> Iterator[int]:
    for span in chunk.spans:
        yield from (span.section, span.start, span.end)


def _sections(facts: list[Any], text: bytes) -> Iterator[Section]:
    at = 0
    for size, heading, page, kind, header in facts:
        part = text[at : at + size].decode("utf-8", _ERRORS)
        yield Section(part, tuple(map(str, heading)), int(page), kind, str(header))
        at += size


def _chunk(numbers: list[int], sections: tuple[Section, ...]) -> Chunk:
    tokens, *flat = numbers
    spans = tuple(Span(*flat[at : at + 3]) for at in range(0, len(flat), 3))
    if not spans or not all(0 <= span.section < len(sections) for span in spans):
        raise ValueError("a chunk of no section")
    return Chunk(spans, tokens)
