"""Mail into sections: the head, the text, and files that are attached."""

from email.message import EmailMessage

import pytest

from hearthside.documents import read_document
from tests.unit.documents.given import found, paragraph, read, refusal, word


def message(subject: str = "Bread on Friday", text: str = "Shall we bake?") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ada Löwe <ada@home.example>"
    mail["To"] = "Bo <bo@home.example>"
    mail["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    mail["Subject"] = subject
    mail.set_content(text)
    return mail


def test_the_head_and_the_text() -> None:
    document = read("a.eml", message("Grüße").as_bytes())
    assert document.title == "Grüße"
    assert found(document) == [
        (
            (),
            "From: Ada Löwe <ada@home.example>\nTo: Bo <bo@home.example>\n"
            "Date: Fri, 20 Nov 2026 10:00:00 +0100\nSubject: Grüße",
        ),
        ((), "Shall we bake?"),
    ]


def test_plain_text_is_preferred_to_its_twin() -> None:
    mail = message()
    mail.add_alternative("<p>Shall we <b>bake</b>?</p>", subtype="html")
    assert [it.text for it in read("a.eml", mail.as_bytes()).sections[1:]] == ["Shall we bake?"]


def test_html_is_read_where_there_is_nothing_else() -> None:
    mail = message(text=" \n")
    mail.add_alternative("<h2>Oven</h2><p>Hot &amp; ready</p>", subtype="html")
    assert found(read("a.eml", mail.as_bytes()))[1:] == [(("Oven",), "Hot & ready")]


def test_a_text_in_several_parts_is_read_whole() -> None:
    mail = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nAbove the picture.\n"
        b"--b\nContent-Type: image/png; name=a.png\nContent-ID: <1>\n\nPNG\n"
        b"--b\nContent-Type: text/html\n\n<p>Below it.</p>\n--b--\n"
    )
    document = read("a.eml", mail)
    assert [it.text for it in document.sections[1:]] == ["Above the picture.", "Below it."]
    assert document.notes == ()


def test_parts_that_never_begin_are_read_as_text() -> None:
    mail = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\nOnly this.\n"
    assert read("a.eml", mail).sections[-1].text == "Only this."


def test_attachments_are_read_under_their_names_or_named() -> None:
    mail = message()
    mail.add_attachment("# Rye\n\nDark.\n", subtype="markdown", filename="bread.md")
    mail.add_attachment(
        word(paragraph("In Word.")), maintype="application", subtype="x", filename="../a.docx"
    )
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="oven.png")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="x", filename="cut.docx")
    document = read("a.eml", mail.as_bytes())
    assert found(document)[2:] == [(("bread.md",), "Dark."), (("a.docx",), "In Word.")]
    notes = " ".join(document.notes)
    for part in ("oven.png", "plan.pdf", "cut.docx\u201d is damaged"):
        assert part in notes


def test_a_forwarded_message_is_read_and_its_own_too_but_not_for_ever() -> None:
    mail = message("0", "text 0")
    for level in range(1, 7):
        outer = message(str(level), f"text {level}")
        outer.add_attachment(mail)
        mail = outer
    document = read("a.eml", mail.as_bytes())
    texts = [it.text for it in document.sections if it.text.startswith("text")]
    assert texts == ["text 6", "text 5", "text 4", "text 3"]
    assert any("not read" in note for note in document.notes)


def test_a_charset_that_nobody_knows_is_no_trouble() -> None:
    mail = b"Subject: x\nContent-Type: text/plain; charset=klingon\n\nGr\xc3\xbc\xc3\x9fe\n"
    assert read("a.eml", mail).sections[-1].text == "Grüße"


def test_a_declared_charset_is_obeyed() -> None:
    head = b"Subject: x\nContent-Type: text/plain; charset=koi8-r\n\n"
    assert read("a.eml", head + "Хлеб".encode("koi8-r")).sections[-1].text == "Хлеб"


def test_heads_out_of_shape_are_passed_over() -> None:
    mail = b"From: <<<@@>,;\nDate: yesterday\nTo: undisclosed:;\nSubject: =?x?q?\n\nHello there\n"
    document = read("a.eml", mail)
    assert document.sections[-1].text == "Hello there"


def test_parts_within_parts_without_end_break_nothing() -> None:
    parts = [
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        for level in range(3_000)
    ]
    mail = "Subject: Deep\n" + "".join(parts) + "Content-Type: text/plain\n\nAt the bottom\n"
    assert "damaged" in refusal("a.eml", mail)


def test_parts_within_parts_are_read_as_deep_as_they_may_be() -> None:
    parts = [
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(399)
    ]
    mail = "Subject: Deep\n" + "".join(parts) + "Content-Type: text/plain\n\nAt the bottom\n"
    assert read("a.eml", mail).sections[-1].text == "At the bottom"


@pytest.mark.parametrize(
    ("date", "modified_ms"),
    [
        ("Fri, 20 Nov 2026 10:00:00 +0100", 1_795_165_200_000),
        ("20 Nov 26 09:00 GMT", 1_795_165_200_000),
        ("yesterday", 7),
        ("Fri, 99 Nov 2026 10:00:00 +0100", 7),
        ("Fri, 20 Nov 99999 10:00:00 +0100", 7),
        ("", 7),
    ],
)
def test_its_day_is_that_on_which_it_was_sent(date: str, modified_ms: int) -> None:
    mail = message()
    content = mail.as_bytes().replace(b"Fri, 20 Nov 2026 10:00:00 +0100", date.encode())
    assert read_document("a.eml", content, modified_ms=7).modified_ms == modified_ms
