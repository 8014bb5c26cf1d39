"""What an answer says, whole or cut anywhere, and where its parts stand in the source."""

import json

import pytest

from hearthside.generation.grammar import Field, Kind, grammar_of, read_answer

FORM = grammar_of(
    [Field("name"), Field("n", Kind.WHOLE), Field("tags", many=True), Field("ok", Kind.YES_NO)]
)
VALUE = {"name": 'A "b" \\ é\n🙂', "n": -12, "tags": ["x", "y,z}"], "ok": True}
TEXT = json.dumps(VALUE, ensure_ascii=False, separators=(",", ":"))


def test_an_answer_that_was_cut_anywhere_says_what_had_been_said() -> None:
    for end in range(1, len(TEXT)):
        read = read_answer(FORM, TEXT[:end])
        assert not read.whole
        assert list(VALUE)[: len(read.value)] == list(read.value)
        for key, part in read.value.items():
            if isinstance(part, str):
                assert VALUE[key].startswith(part)
            elif isinstance(part, list):
                assert "".join(VALUE["tags"]).startswith("".join(part))
            else:
                assert part == VALUE[key]
    assert read_answer(FORM, TEXT) == read_answer(FORM.over(""), TEXT)
    assert read_answer(FORM, TEXT).value == VALUE


@pytest.mark.parametrize("text", ["", "x", "}", "]]]", ",,,", '":":"', "\ud800", '{"a"', "{{{{"])
def test_what_is_no_answer_says_nothing_or_little(text: str) -> None:
    assert not read_answer(FORM, text).whole


@pytest.mark.parametrize(
    ("value", "source", "found"),
    [
        ("Ann", "Dear ann, dear Ann", "Ann"),
        ("ann", "Dear Ann", "Ann"),
        ("Ann", "Annabel", None),
        (1234.5, "about 1,234.50 or so", "1,234.50"),
        (1234.5, "etwa 1.234,50 EUR", "1.234,50"),
        (1234, "1 234 people", "1 234"),
        (12, "number 112 of 12", "12"),
        (-3, "it is \u22123 outside", "\u22123"),
        (True, "True", None),
        (None, "null", None),
        ("", "x", None),
    ],
)
def test_a_part_points_at_its_place(value: object, source: str, found: str | None) -> None:
    grammar = grammar_of({"enum": [1]}).over(source)
    places = read_answer(grammar, json.dumps(value)).places
    assert {path: source[slice(*span)] for path, span in places.items()} == (
        {} if found is None else {(): found}
    )
