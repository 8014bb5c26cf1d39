"""Fifty thousand chunks: nothing grows with their square, and all answers stay right."""

from array import array

import pytest

from hearthside.documents.document import Section
from hearthside.embedding.vectors import Vectors
from hearthside.find.chunks import chunks_of, estimated_tokens
from hearthside.find.store.manifest import Manifest
from hearthside.find.store.record import Record
from hearthside.find.store.store import Store
from tests.unit.find.library import House, document

COUNT = 50_000
DOCUMENTS = 50


def made(number: int) -> Section:
    return Section(f"plain text number{number} of group{number % 100}", (f"part {number}", "a"))


@pytest.mark.whole
@pytest.mark.portable
async def test_fifty_thousand_chunks() -> None:
    house = House()
    store = Store(house.encrypted, "letters")
    await store.write_manifest(Manifest.of(house.embedder(), 8))
    each = COUNT // DOCUMENTS
    for which in range(DOCUMENTS):
        sections = [made(which * each + at) for at in range(each)]
        one = document(f"d{which:02}", *sections, modified_ms=which)
        chunks = await chunks_of(one.sections, estimated_tokens)
        assert len(chunks) == each
        # A direction of their own for every chunk, so that each finds itself.
        numbers = array("f")
        for at in range(each):
            number = which * each + at
            numbers.extend((number % 37 - 18.5, number % 41 - 20.5, number % 43 - 21.5, 9.0) * 2)
        vectors = Vectors(numbers, 8).to_int8()
        await store.write(Record(one, chunks, model="fake-embedding", vectors=vectors))
    index = await house.open(dimensions=8)
    assert index.figures().chunks == COUNT and index.missing == 0
    [hit] = await index.search("number31415", how="words")
    assert hit.id == ("d31", 415)
    hits = await index.search("group15", 10, how="words", files={"d40"})
    assert [hit.chunk for hit in hits] == list(range(15, 1000, 100))
    near = await index.like("d31", 415, 3)
    assert len(near) == 3 and all(one.cosine is not None and one.cosine > 0.99 for one in near)
    for which in range(0, DOCUMENTS, 2):
        await index.remove(f"d{which:02}")
    assert index.figures().chunks == COUNT // 2
    assert len(await index.search("number30415", how="words")) == 0
    assert (await index.search("number31415", how="words"))[0].id == ("d31", 415)
    hits = await index.search("plain text", 20, how="meaning", since_ms=45)
    assert {hit.path for hit in hits} <= {"d45", "d47", "d49"} and len(hits) == 20
