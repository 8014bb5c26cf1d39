"""The promises about rows: separators, quotation marks, ragged rows, names of columns."""

import pytest

from hearthside.documents.tables import MAX_COLUMNS, MAX_ROWS, pasted_table
from hearthside.errors import InvalidInput
from hearthside.wire import Code
from tests.unit.tables.files import csv_table, refusal


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_separator_is_found(separator: str) -> None:
    text = 'id|text|n\n1|Nice, and; well|1,5\n2|"Hm, so"|2,5\n'.replace("|", "\x00")
    quoted = text.replace("Nice, and; well", '"Nice, and; well | so"').replace("1,5", '"1,5"')
    quoted = quoted.replace("2,5", '"2,5"').replace("\x00", separator)
    table = csv_table(quoted, "rows.txt")
    assert table.columns == ("id", "text", "n")
    assert table.rows[0] == ("1", "Nice, and; well | so", "1,5")


def test_decimal_commas_do_not_win_over_semicolons() -> None:
    table = csv_table("name;price\nTea;1,50\nMilk;2,75\nHoney;3,10\n")
    assert table.rows[0] == ("Tea", "1,50")


@pytest.mark.parametrize("name", ["rows.csv", "rows.txt"])
def test_prose_with_commas_is_one_column(name: str) -> None:
    table = csv_table("text\nWell, it works\nBad, bad, and ugly\nSo, so\n", name)
    assert table.columns == ("text",)
    assert table.rows[1] == ("Bad, bad, and ugly",)


def test_plain_lines_keep_their_quotation_marks() -> None:
    table = csv_table('He said "no" to me.\n"Never" was the word\nand "so on\n', "lines.txt")
    assert [row[0] for row in table.rows][1:] == ['"Never" was the word', 'and "so on']


def test_quoted_cells_hold_anything() -> None:
    table = csv_table('id,text\n1,"a, ""b""\n\nc"\n2,"d"\n')
    assert table.rows == (("1", 'a, "b"\n\nc'), ("2", "d"))
    assert csv_table('id, text\n1, "a, b"\n2, "c, d"\n').rows[1] == ("2", "c, d")


def test_excels_own_first_line_names_the_separator() -> None:
    table = csv_table("sep=|\na,b|text\n1|x\n")
    assert (table.columns, table.rows) == (("a,b", "text"), (("1", "x"),))


@pytest.mark.parametrize(
    "text",
    ['id,text\n1,ok\n2,"open\n3,fine\n4,last\n', 'id,text\n1,ok\n2,"open\n3,fine\n4,"last"\n'],
)
def test_a_quotation_mark_that_never_closes_swallows_nothing(text: str) -> None:
    table = csv_table(text)
    assert table.rows == (("1", "ok"), ("2", '"open'), ("3", "fine"), ("4", "last"))
    assert "row 3 is never closed" in table.notes[0]


def test_many_of_them_take_no_time_to_speak_of() -> None:
    table = csv_table("id,text\n" + '1,"open\n' * 5000)
    assert len(table.rows) == 5000


def test_ragged_rows_are_filled_and_named() -> None:
    table = csv_table("id,text,label\n1,a,x\n2\n\n3,b,y,more\n4,c\n5,d,z,,\n")
    assert table.columns == ("id", "text", "label", "Column 4")
    assert table.rows[1:3] == (("2", "", "", ""), ("3", "b", "y", "more"))
    told = " ".join(table.notes)
    assert "1 empty row was left out" in told
    assert "Fewer cells than the others: rows 3 and 6." in told
    assert "More cells than the others: row 5." in told


def test_of_many_rows_only_some_are_named() -> None:
    table = csv_table("id,text\n" + "1,a\n2\n" * 50)
    assert "rows 3, 5, 7, 9, 11 and 45 more" in " ".join(table.notes)


def test_a_title_above_the_table_is_left_out_and_said() -> None:
    table = csv_table("Tickets of May\n\nid,text\n1,hello there\n2,good day\n")
    assert table.columns == ("id", "text")
    assert "1 row above the table (\u201cTickets of May\u201d)" in " ".join(table.notes)
    kept = csv_table("Tickets of May\n\nid,text\n1,hello\n2,good day\n", header=False)
    assert kept.rows[0] == ("Tickets of May", "")


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("id,text\n1,a\n", True),
        ("Kommentar;Sterne\nsehr gut;5\n", True),
        ("Produkt;Urteil\nTee;gut\nMilch;schlecht\n", True),
        ("1,2\n3,4\n", False),
        ("good,Tea is nice\nbad,Milk is off\ngood,Honey\n", False),
        ("text\nHello\n", True),
        ("review_text\nHello\n", True),
        ("Hello there\nGood morning\n", False),
        ("A very long first sentence about tea and milk,1\nAnother one that is as long,2\n", False),
        ("alone,here\n", False),
    ],
)
def test_the_first_row_is_told_from_the_others(text: str, header: bool) -> None:
    table = csv_table(text)
    assert table.header is header
    assert any("names of" in note or "names of the columns" in note for note in table.notes)


def test_the_guess_can_be_overruled() -> None:
    assert csv_table("id,text\n1,a\n", header=False).rows == (("id", "text"), ("1", "a"))
    table = csv_table("1,2\n3,4\n", header=True)
    assert (table.columns, table.rows) == (("1", "2"), (("3", "4"),))
    assert "no rows under them" in refusal("a.csv", b"id,text\n", header=True)


def test_names_are_never_empty_or_the_same() -> None:
    table = csv_table("a,A,, text \n1,2,3,4\n")
    assert table.columns == ("a", "A (2)", "Column 3", "text")
    told = " ".join(table.notes)
    assert "1 column without a name" in told
    assert "1 column had the name of another" in told


def test_empty_cells_stay_empty() -> None:
    assert csv_table("id,text\n1,\n,b\n").rows == (("1", ""), ("", "b"))


def test_pasted_cells_are_a_table() -> None:
    table = pasted_table('text\tlabel\r\n"two\r\nlines"\tgood\r\nsays ""\tbad\r\n')
    assert table.columns == ("text", "label")
    assert table.rows == (("two\nlines", "good"), ('says ""', "bad"))


def test_pasted_lines_are_one_text_each() -> None:
    table = pasted_table('Hello, you "there"\n\nBye, now\n')
    assert table.rows == (('Hello, you "there"',), ("Bye, now",))
    assert table.columns == ("Column 1",)


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_pasted_is_said(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        pasted_table(text)
    assert caught.value.code == Code.TABLE_INVALID


def test_the_limits_are_said_in_plain_words() -> None:
    rows = b"id,text\n" + b"1,a\n" * MAX_ROWS
    assert "more than 50,000 rows" in refusal("a.csv", rows + b"2,b\n", Code.TABLE_LARGE)
    wide = ",".join(["x"] * (MAX_COLUMNS + 1)).encode()
    assert "201 columns" in refusal("a.csv", wide + b"\n" + wide, Code.TABLE_LARGE)
    assert len(csv_table(rows.decode()).rows) == MAX_ROWS
