"""Records and rows: what is written comes back equal, rows keep their documents."""

import pytest

from hearthside.documents.document import Section
from hearthside.embedding.vectors import Int8Rows
from hearthside.errors import InvalidInput
from hearthside.find.chunks import chunks_of, estimated_tokens
from hearthside.find.store.container import packed, unpacked
from hearthside.find.store.record import Record
from hearthside.find.store.rows import Rows
from hearthside.wire import Code
from tests.unit.find.library import document, sentences


async def record() -> Record:
    sections = (
        Section(sentences(60, "Größe 猫 \ud800"), ("A", "B"), 3),
        Section("1 | 2\n3 | 4", ("A", "C"), 4, "table", "x | y"),
    )
    one = document("a/b.txt", *sections, modified_ms=12, language="de", title="T\u00fcr")
    chunks = await chunks_of(one.sections, estimated_tokens)
    rows = bytes(range(8)) * len(chunks)
    return Record(one, chunks, model="hash", vectors=Int8Rows(rows, bytes(4 * len(chunks)), 8))


async def test_a_record_comes_back_equal() -> None:
    whole = await record()
    assert Record.from_bytes(whole.to_bytes()) == whole
    bare = Record(whole.document, whole.chunks)
    assert Record.from_bytes(bare.to_bytes()) == bare
    assert whole.texts(1, 3) == whole.texts()[1:3]


async def test_each_damaged_byte_is_noticed() -> None:
    data = (await record()).to_bytes()
    for at in [*range(0, len(data), 97), len(data) - 1]:
        broken = bytearray(data)
        broken[at] ^= 0x10
        for bad in (bytes(broken), data[:at]):
            with pytest.raises(InvalidInput) as caught:
                Record.from_bytes(bad)
            assert caught.value.code is Code.INDEX_INVALID


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("chunks", [[5, 9, 0, 1]]),
        ("chunks", [[5]]),
        ("dimensions", 7),
        ("sections", []),
        ("document", {}),
        ("edition", "x"),
    ],
)
async def test_facts_that_do_not_fit_are_noticed(change: str, value: object) -> None:
    facts, bodies = unpacked((await record()).to_bytes())
    with pytest.raises(InvalidInput):
        Record.from_bytes(packed({**facts, change: value}, *bodies))


def test_rows_belong_to_documents() -> None:
    rows = Rows()
    assert rows.append("a", 0, 3) == 0 and rows.append("b", 0, 2) == 3
    assert rows.append("b", 2, 2) == 5 and rows.append("a", 3, 1) == 7 and len(rows) == 8
    assert [rows.place(row) for row in (0, 2, 3, 6, 7)] == [
        ("a", 0), ("a", 2), ("b", 0), ("b", 3), ("a", 3)
    ]  # fmt: skip
    assert rows.row("a", 3) == 7 and rows.row("b", 3) == 6
    assert rows.row("a", 4) is None and rows.row("nobody", 0) is None
    assert rows.spans() == [(0, 8)] and rows.spans(["a"]) == [(0, 3), (7, 8)]
    assert rows.spans(["b", "b", "nobody"]) == [(3, 7)] and rows.spans([]) == []
    assert rows.places() == [("a", n) for n in range(4)] + [("b", n) for n in range(4)]
    assert list(rows.mask([(1, 2), (6, 8)])) == [0, 1, 0, 0, 0, 0, 1, 1]


def test_rows_of_what_is_gone_are_empty_until_all_are_numbered_anew() -> None:
    rows = Rows()
    for name in "abc":
        rows.append(name, 0, 200)
    assert rows.remove("a") == [(0, 200)] and rows.remove("a") == []
    assert (rows.alive, rows.wasted, rows.wasteful) == (400, 200, False)
    assert not rows.is_alive(5) and rows.is_alive(205) and not rows.is_alive(600)
    with pytest.raises(KeyError):
        rows.place(5)
    rows.remove("c")
    assert rows.wasteful
    rows.append("d", 0, 0)
    moved = rows.compact()
    assert moved[:200] == [-1] * 200 == moved[400:] and moved[200:400] == list(range(200))
    assert len(rows) == 200 and rows.place(199) == ("b", 199) and rows.spans() == [(0, 200)]
    rows.append("b", 200, 5)
    assert rows.row("b", 204) == 204
