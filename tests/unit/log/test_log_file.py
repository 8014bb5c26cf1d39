"""The file: what goes in comes out, whatever it is; and it is a log of `llm`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from hearthside.errors import InvalidInput
from hearthside.log.entry import MAX_CHARACTERS, new_id, writable
from hearthside.log.file import LogFile
from hearthside.log.schema import MIGRATIONS
from hearthside.wire import Code
from tests.unit.log.writers import HOSTILE, entry

# What `llm` 0.36 has in `responses`, but for the columns that it adds by itself when it opens one.
COLUMNS = [
    "id", "model", "prompt", "system", "prompt_json", "options_json", "response", "response_json",
    "conversation_id", "duration_ms", "datetime_utc", "input_tokens", "output_tokens",
    "token_details", "schema_id", "resolved_model",
]  # fmt: skip


@contextmanager
def base_of(file: LogFile) -> Iterator[sqlite3.Connection]:
    """The file as any other program opens it."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(file.content())
        yield base


def test_what_is_put_is_found_again_after_the_bytes_went_elsewhere() -> None:
    file = LogFile()
    file.put(entry(1))
    file.put(entry(2, options={"seed": 7, "strings": ["."]}))
    assert LogFile.of(file.content()).found("", 10) == [
        entry(2, options={"seed": 7, "strings": ["."]}),
        entry(1),
    ]


def test_the_file_is_a_log_of_llm() -> None:
    file = LogFile()
    file.put(entry(1))
    with base_of(file) as base:
        assert [row[1] for row in base.execute("PRAGMA table_info(responses)")] == COLUMNS
        assert base.execute("SELECT id, name, model FROM conversations").fetchall() == [
            ("c1", "Story", "fake")
        ]
        applied = {row[0] for row in base.execute("SELECT name FROM _llm_migrations")}
        assert applied == set(MIGRATIONS)
        searched = "SELECT rowid FROM responses_fts WHERE responses_fts MATCH 'answer'"
        assert base.execute(searched).fetchall() == [(1,)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_later_state_takes_the_place_of_an_earlier_and_never_the_other_way() -> None:
    file, early = LogFile(), entry(1, response="ans", output_tokens=1, outcome={})
    for state in (early, entry(1), early):
        file.put(state)
    assert file.found("", 10) == [entry(1)]
    hits = "SELECT count(*) FROM responses_fts WHERE responses_fts MATCH ?"
    with base_of(file) as base:
        base.execute("INSERT INTO responses_fts (responses_fts) VALUES ('integrity-check')")
        assert base.execute(hits, ("ans",)).fetchone() == (0,), "what was replaced is not found"


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept_as_far_as_a_column_can_hold_it(text: str) -> None:
    file, hostile = LogFile(), entry(1, prompt=text, response=text, name=text, options={"s": text})
    file.put(hostile)
    (found,) = LogFile.of(file.content()).found("", 10)
    kept = text.replace("\0", "\ufffd").replace("\ud83d", "\ufffd").replace("\udc00", "\ufffd")
    assert (found.prompt, found.response, found.name) == (kept, kept, kept)
    assert found.options == {"s": text}, "JSON can say all of it"
    assert file.found(text, 10) == [found], "and it is found by itself"


def test_a_search_takes_every_word_of_any_case_and_in_any_script() -> None:
    file = LogFile()
    file.put(entry(1, prompt="Der Kessel summt", response="Caf\u00e9 au lait 100%"))
    file.put(entry(2, prompt="猫が鳴いた", response="_underscore_ 'quoted'"))

    def found(words: str) -> list[int]:
        return [int(one.id) for one in file.found(words, 10)]

    assert found("") == [2, 1]
    assert found("kESSEL lait") == [1], "one in the prompt, one in the answer"
    assert found("CAFE\u0301") == [1], "however it is composed"
    assert found("kessel kettle") == []
    assert found("鳴") == [2]
    assert (found("%"), found("_"), found("'"), found('" OR 1')) == ([1], [2], [2], [])
    assert found("\0 \ud800") == []


def test_the_latest_are_found_first_and_no_more_than_asked() -> None:
    file = LogFile()
    for number in (3, 1, 2):
        file.put(entry(number))
    assert [int(one.id) for one in file.found("prompt", 2)] == [3, 2]


@pytest.mark.parametrize("at", [0, 20, 1500, 3000])
def test_damaged_bytes_are_told_from_a_log(at: int) -> None:
    file = LogFile()
    for number in range(30):
        file.put(entry(number))
    content = bytearray(file.content())
    content[at : at + 900] = b"\xff" * 900
    with pytest.raises(InvalidInput) as refused:
        LogFile.of(bytes(content))
    assert refused.value.code == Code.FILE_INVALID


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", b"\0" * 4096])
def test_what_is_no_database_is_no_log(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        LogFile.of(content)


def test_a_database_of_something_else_and_values_of_other_types_break_nothing() -> None:
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("CREATE TABLE cakes (name)")
        cakes = other.serialize()
    with pytest.raises(InvalidInput):
        LogFile.of(cakes)
    with base_of(LogFile()) as base:
        base.execute("INSERT INTO responses (id, prompt, options_json) VALUES (7, x'ff00', '[1')")
        base.execute("INSERT INTO responses (id, duration_ms) VALUES (NULL, 'long')")
        base.commit()
        odd = LogFile.of(base.serialize()).found("", 10)
    assert len(odd) == 2
    assert odd[0].options == {} and odd[1].duration_ms == 0


def test_files_are_joined_each_entry_by_its_latest_state() -> None:
    one, two = LogFile(), LogFile()
    one.put(entry(1))
    one.put(entry(2, response="an", output_tokens=1))
    two.put(entry(2))
    two.put(entry(3))
    for first, second in ((one, two), (two, one)):
        whole = LogFile()
        whole.add(first)
        whole.add(second)
        assert whole.found("", 10) == [entry(3), entry(2), entry(1)]


def test_a_text_without_end_is_cut_in_the_middle_and_says_so() -> None:
    text = writable("a" * MAX_CHARACTERS + "end")
    assert text.endswith("aend") and len(text) < MAX_CHARACTERS + 100
    assert "[3 characters are left out here]" in text
    assert writable("a" * MAX_CHARACTERS) == "a" * MAX_CHARACTERS


def test_ids_are_ulids_in_the_order_of_time() -> None:
    assert new_id(1_469_918_176_385).startswith("01aryz6s41"), "the example of the specification"
    ids = [new_id(ms) for ms in (0, 1, 2**40, 2**48 - 1)]
    assert ids == sorted(ids) and {len(one) for one in ids} == {26}
    assert new_id(5) != new_id(5)
