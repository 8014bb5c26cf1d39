"""Files as banks, messengers and people make them: facts above the table, chats, plain lines."""

import pytest

from hearthside.documents import read_document
from hearthside.documents.tables import Table, pasted_table
from tests.unit.tables.files import csv_table

DAYS = range(1, 21)
WITH_TITLE = (
    '"Umsatzanzeige"\n"Konto";"DE00 1234 5678"\n"Zeitraum";"01.01.2026 bis 31.01.2026"\n'
    '"Saldo";"1.234,56 EUR"\n\n'
    '"Buchungstag";"Wertstellung";"Auftraggeber";"Verwendungszweck";"Betrag"\n'
    + "".join(
        f'"{n:02}.01.2026";"{n:02}.01.2026";"Laden {n}";"Einkauf Nummer {n}";"-{n},50"\n'
        for n in DAYS
    )
)
OF_TWO_CELLS = (
    '"Kontonummer:";"DE00 1234";\n\n"Von:";"01.01.2026";\n"Bis:";"31.01.2026";\n'
    '"Kontostand:";"1.234,56 EUR";\n\n'
    '"Buchungstag";"Buchungstext";"Auftraggeber";"Verwendungszweck";"Betrag (EUR)";\n'
    + "".join(
        f'"{n:02}.01.2026";"Lastschrift";"Laden {n}";"Einkauf {n}";"-{n},50";\n' for n in DAYS
    )
)
SWISS = (
    "Kontonummer:;0123 00123456.00;\nIBAN:;CH00 0000;\nVon:;2026-01-01;\nSaldo:;990.00;\n\n"
    "Abschluss;Buchung;Valuta;Belastung;Gutschrift;Beschreibung1;Fussnoten;Mehr;\n"
    '2026-01-05;2026-01-05;2026-01-05;-5.00;;"Coop; Bern";x;;\n'
    "2026-01-04;2026-01-04;2026-01-04;-5.00;;Migros;x;;\n"
)
BRITISH = (
    "Account Name,Current\nAccount Balance,£1234.56\n\nDate,Type,Description,Paid out,Paid in\n"
    "01 Jan 2026,Visa,SHOP,£1.50,\n02 Jan 2026,Visa,SHOP 2,,£2.50\n"
)
AMERICAN = (
    'Description,,Summary Amt.\nBeginning balance as of 01/01/2026,,"1,000.00"\n'
    'Total debits,,"-50.00"\n\nDate,Description,Amount,Running Bal.\n'
    '01/01/2026,Beginning balance,,"1,000.00"\n01/02/2026,"SHOP, NY",-50.00,"950.00"\n'
)
FRENCH = (
    "Téléchargement du 01/02/2026;\n\nDépôt à vue;Compte n° 123;Solde : 1 234,56;\n\n"
    'Date;Libellé;Débit;Crédit;\n01/01/2026;"CARTE\nMONOPRIX";12,50;;\n02/01/2026;VIREMENT;;100,00;\n'
)
LONG_HEAD = (
    "Umsatzanzeige;Datei erstellt am: 01.02.2026\n;Letztes Update: aktuell\n\nIBAN;DE00 1234\n"
    "Bank;ING\nSaldo;1.234,56;EUR\n\nHier finden Sie alle Umsätze, auch vorgemerkte, bis heute.\n\n"
    "Buchung;Empfänger;Zweck;Saldo;Währung;Betrag\n"
    "31.01.2026;Laden;Einkauf;1.234,56;EUR;-1,50\n"
)
PADDED = "Report;;\nCreated;01.02.2026;\n;;\nName;City;Sum\nA;Bern;1,5\nB;Wien;\n"
NOTES = (
    "some notes...\nmore notes,...\nnumber,text,date\n345,Great kettle,2026-12-13\n"
    "346,It broke,2026-12-14\n347,Fine,2026-12-15\n"
)


@pytest.mark.parametrize(
    ("text", "names", "first", "rows", "above"),
    [
        (WITH_TITLE, "Buchungstag Wertstellung Auftraggeber Verwendungszweck Betrag",
         ("01.01.2026", "01.01.2026", "Laden 1", "Einkauf Nummer 1", "-1,50"), 20, 4),
        (OF_TWO_CELLS, "Buchungstag Buchungstext Auftraggeber Verwendungszweck Betrag_(EUR)",
         ("01.01.2026", "Lastschrift", "Laden 1", "Einkauf 1", "-1,50"), 20, 4),
        (SWISS, "Abschluss Buchung Valuta Belastung Gutschrift Beschreibung1 Fussnoten Mehr",
         ("2026-01-05", "2026-01-05", "2026-01-05", "-5.00", "", "Coop; Bern", "x", ""), 2, 4),
        (BRITISH, "Date Type Description Paid_out Paid_in",
         ("01 Jan 2026", "Visa", "SHOP", "£1.50", ""), 2, 2),
        (AMERICAN, "Date Description Amount Running_Bal.",
         ("01/01/2026", "Beginning balance", "", "1,000.00"), 2, 3),
        (FRENCH, "Date Libellé Débit Crédit", ("01/01/2026", "CARTE\nMONOPRIX", "12,50", ""), 2, 2),
        (LONG_HEAD, "Buchung Empfänger Zweck Saldo Währung Betrag",
         ("31.01.2026", "Laden", "Einkauf", "1.234,56", "EUR", "-1,50"), 1, 6),
        (PADDED, "Name City Sum", ("A", "Bern", "1,5"), 2, 2),
        (NOTES, "number text date", ("345", "Great kettle", "2026-12-13"), 3, 2),
        ("Exported on 2026-01-01, by Ana\n\nid,text,n\n1,a,3\n2,b,1\n", "id text n",
         ("1", "a", "3"), 2, 1),
    ],
)  # fmt: skip
def test_facts_above_the_table_are_no_part_of_it(
    text: str, names: str, first: tuple[str, ...], rows: int, above: int
) -> None:
    table = csv_table(text)
    assert table.columns == tuple(name.replace("_", " ") for name in names.split())
    assert (table.rows[0], len(table.rows)) == (first, rows)
    assert any(
        note.startswith(f"{above} row") and "above the table" in note for note in table.notes
    )


def test_facts_above_the_table_are_found_in_a_document() -> None:
    document = read_document("a.csv", WITH_TITLE.encode())
    facts, table = document.sections
    assert document.title == "Umsatzanzeige"
    assert "Saldo | 1.234,56 EUR" in facts.text
    assert table.header == "Buchungstag | Wertstellung | Auftraggeber | Verwendungszweck | Betrag"


def test_names_that_lack_one_are_no_facts() -> None:
    assert csv_table("text,label\nhello,good,x\nbye,bad,y\n").columns == (
        "text",
        "label",
        "Column 3",
    )


CHATS = [
    "[01.02.26, 10:15:03] {}: {}",
    "01.02.26, 10:15 - {}: {}",
    "2/1/26, 10:15\u202fPM - {}: {}",
    "\u200e[2/1/26, 10:15:03\u202fAM] \u200e{}: {}",
    "01/02/2026 10:15 - {}: {}",
    "01/02/2026 à 10:15 - {}: {}",
    "1/2/26, 10:15 p. m. - {}: {}",
    "2026/1/2 上午10:15 - {}: {}",
    "[2026-01-02 10:15:00] {}: {}",
    "{}, [02.01.26 10:15]\n{}",
]


@pytest.mark.parametrize("form", CHATS)
@pytest.mark.parametrize("read", [lambda text: csv_table(text, "chat.txt"), pasted_table])
def test_a_chat_has_a_row_for_each_message(form: str, read: object) -> None:
    said = [
        ("Ana", "Bring the key"),
        ("Bo Li", "Ok, at five: yes"),
        ("Ana", "And the lamp,\nif you can"),
    ]
    assert callable(read)
    table: Table = read("\n".join(form.format(*it) for it in said) + "\n")
    assert table.columns == ("date", "name", "text")
    assert [row[1:] for row in table.rows] == said
    assert "10:15" in table.rows[0][0]
    assert table.notes == ("It was read as a chat of 3 messages.",)


@pytest.mark.parametrize(
    "text",
    [
        "I like it, a lot\nIt broke, sadly\nNo, thanks\nOk, fine\nGood kettle, bad lid\n",
        "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you.\n",
        "- milk, eggs\n- bread, butter\n- tea\n",
        "I came; I saw; I left\nFine\nNo; never\n",
        "2026-01-01 10:00:01,123 INFO started\n2026-01-01 10:00:02,456 WARN slow\n",
        "[2026-01-02 10:15:00] ERROR: fail, so\n[2026-01-02 10:16:00] INFO: ok\n",
        "Tea costs 1,50\nMilk costs 2,75\nHoney costs 3,10\n",
    ],
)
@pytest.mark.parametrize("name", ["lines.txt", "lines.csv"])
def test_lines_of_text_are_never_cut(text: str, name: str) -> None:
    table = csv_table(text, name, header=False)
    assert [row[0] for row in table.rows] == text.splitlines()


def test_blanks_after_separators_are_no_part_of_cells() -> None:
    assert csv_table("name, city\nAda, London\nBo, Wien\n").rows == (
        ("Ada", "London"),
        ("Bo", "Wien"),
    )
    assert csv_table("id, text\n1, a b\n2, c d\n").rows == (("1", "a b"), ("2", "c d"))


DRAWN = (
    "| id | text | stars |\n|----|:-----|------:|\n| 1 | Good \\| cheap | 5 |\n| 2 | Bad |  |\n",
    "id | text | stars\n--|--|--\n1 | Good \\| cheap | 5\n2 | Bad |\n",
    " id | text | stars\n----+------+---\n  1 | Good \\| cheap |  5\n  2 | Bad  |\n(2 rows)\n",
    "+--+--+\n|id|text|stars|\n+==+==+\n| 1 |Good \\| cheap|5|\n+--+--+\n|2|Bad| |\n+--+--+\n",
)


@pytest.mark.parametrize("text", DRAWN)
@pytest.mark.parametrize("above", ["", "Here are the reviews:\n\n"])
def test_a_drawn_table_is_read_without_its_lines(text: str, above: str) -> None:
    for table in (pasted_table(above + text), csv_table(above + text, name="a.txt")):
        assert table.columns == ("id", "text", "stars")
        assert table.rows == (("1", "Good | cheap", "5"), ("2", "Bad", ""))


def test_a_line_of_dashes_among_plain_lines_is_no_drawn_table() -> None:
    assert pasted_table("I like it\n---|\nbad | good\nso so\n").columns == ("Column 1",)


def test_an_empty_last_column_hides_no_names() -> None:
    (section,) = read_document("a.csv", b"day;sum;\n3 May;900;\n4 May;90;\n").sections
    assert (section.header, section.text) == ("day | sum", "3 May | 900\n4 May | 90")
