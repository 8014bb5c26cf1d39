"""Workbooks whose cells refer to what is not there: the rest is read, and what is lost is said."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from app.tables import read_table
from hearthside.documents.tables import Table
from tests.unit.tables.files import refusal, workbook

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
STRINGS, RELATIONS = "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = (("1", "alpha"), ("2", "beta"), ("3", "gamma"))
Change = Callable[[str], str | None]


def book(**changes: Change) -> bytes:
    """A workbook with shared texts; of its parts SHEET, STRINGS and so on some changed, or gone."""
    plain = workbook({"S": [["id", "text"], [1, "alpha"], [2, "beta"], [3, "gamma"]]})
    with zipfile.ZipFile(io.BytesIO(plain)) as source:
        parts = {it: source.read(it).decode() for it in source.namelist()}
    texts: list[str] = []

    def share(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v></c>'

    parts[SHEET] = re.sub(r't="inlineStr"><is><t>(.*?)</t></is></c>', share, parts[SHEET])
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts[STRINGS] = f'<sst xmlns="{MAIN}">{items}</sst>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts[RELATIONS] = parts[RELATIONS].replace("</Relationships>", relation)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, text in parts.items():
            part = {SHEET: "SHEET", STRINGS: "STRINGS", RELATIONS: "RELATIONS", BOOK: "BOOK"}
            changed = changes.get(part.get(name, ""), lambda it: it)(text)
            assert changed != text or part.get(name, "") not in changes
            if changed is not None:
                made.writestr(name, changed)
    return target.getvalue()


def instead(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


def read(**changes: Change) -> Table:
    return read_table("a.xlsx", book(**changes))


@pytest.mark.parametrize("index", ["99", "-1", "x", "1e400", "\u0663x"])
def test_a_text_that_is_not_there_leaves_its_cell_empty_and_is_named(index: str) -> None:
    table = read(SHEET=instead("<v>3</v></c></row>", f"<v>{index}</v></c></row>"))
    assert table.rows == (("1", "alpha"), ("2", ""), ("3", "gamma"))
    assert any("B3" in note and "cannot be read" in note for note in table.notes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('t="s"><v>3</v>', 't="s"><v>3.0</v>'),
        ('r="A2"', 'r="ZZZZZ2"'),
        ('r="A2"', 'r="#REF!"'),
        ('<row r="2"', '<row r="x"'),
        ('<row r="3"', '<row r="2"'),
        ('<row r="4"', '<row r="1"'),
        ('r="A2"', 'r="A2" s="999999999"'),
        ('r="A2"', 'r="A2" s="first"'),
    ],
)
def test_a_broken_reference_costs_no_value(old: str, new: str) -> None:
    assert read(SHEET=instead(old, new)).rows == ROWS


@pytest.mark.parametrize(
    ("kind", "value"), [("n", "two"), ("d", "9999-99-99"), ("b", "maybe"), ("n", "1,5")]
)
def test_a_value_of_another_kind_is_shown_as_it_stands(kind: str, value: str) -> None:
    table = read(SHEET=instead('t="n"><v>2</v>', f't="{kind}"><v>{value}</v>'))
    assert table.rows == (("1", "alpha"), (value, "beta"), ("3", "gamma"))


@pytest.mark.parametrize(
    "changes",
    [
        {"RELATIONS": lambda _: None},
        {"RELATIONS": lambda _: "<Relationships/>"},
        {"RELATIONS": instead("sheet1.xml", "sheet9.xml")},
        {"RELATIONS": instead("worksheets/sheet1.xml", "Worksheets/Sheet1.XML")},
        {"RELATIONS": lambda it: re.sub("<Relationship [^>]*sharedStrings[^>]*>", "", it)},
        {"BOOK": lambda it: re.sub(' r:id="[^"]*"', "", it)},
    ],
)
def test_parts_are_found_by_their_usual_names_where_no_reference_leads_to_them(
    changes: dict[str, Change],
) -> None:
    assert read(**changes).rows == ROWS


@pytest.mark.parametrize("strings", [None, "", f'<sst xmlns="{MAIN}"/>', "<sst"])
def test_a_workbook_without_its_texts_is_refused_in_plain_words(strings: str | None) -> None:
    said = refusal("a.xlsx", book(STRINGS=lambda _: strings))
    assert "is damaged" in said
    assert ("texts of its cells are missing" in said) == (strings is None or strings[-2:] == "/>")


def test_numbers_alone_need_no_texts() -> None:
    def numbers(text: str) -> str:
        return re.sub(r'<c r="(\w+)" t="s"><v>(\d)</v>', r'<c r="\1"><v>\g<2>7</v>', text)

    table = read(SHEET=numbers, STRINGS=lambda _: None)
    assert table.rows[-1] == ("3", "47")
