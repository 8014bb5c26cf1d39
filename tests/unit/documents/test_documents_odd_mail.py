"""Mail as programs write it: heads and boundaries out of shape, stubs, invitations."""

import base64

import pytest

from tests.unit.documents.given import read

HEAD = b"From: Ana <ana@example.org>\r\nSubject: Lease\r\nMIME-Version: 1.0\r\n"
SAID = "The deposit is 900 euros."
CODED = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
CODED += base64.b64encode(SAID.encode()) + b"\r\n"
PARTS = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + CODED + b"--b--\r\n"
ODD = b"----=_NextPart_000_0093_01C8.EB75"


def body(content: bytes) -> list[str]:
    return [section.text for section in read("a.eml", content).sections[1:]]


def parts(*bodies: bytes, kind: bytes = b"alternative") -> bytes:
    made = b"".join(b"--b\r\nContent-Type: " + it + b"\r\n" for it in bodies)
    return HEAD + b"Content-Type: multipart/" + kind + b"; boundary=b\r\n\r\n" + made + b"--b--\r\n"


@pytest.mark.parametrize(
    "content",
    [
        HEAD + PARTS.replace(b"boundary=b", b"boundary=" + ODD).replace(b"--b", b"--" + ODD),
        HEAD + PARTS.replace(b"boundary=b", b'boundary="b"'),
        HEAD + PARTS.replace(b"; boundary=b", b""),
        HEAD + PARTS.replace(b"boundary=b", b"boundary=lost"),
        HEAD + PARTS.replace(b"--b\r\n", b"--b \t\r\n"),
        HEAD + PARTS.replace(b"\r\n\r\n--b\r\n", b"\r\n\r\nThis is MIME.\r\n--b\r\n"),
        HEAD + PARTS.replace(b"--b--", b""),
        HEAD.replace(b"Subject", b"X-Scan: abcdef\r\nghijkl\r\nSubject") + PARTS,
        b"\xef\xbb\xbf" + HEAD + PARTS,
        b"\r\n" + HEAD + PARTS,
        b"From ana@example.org Thu Nov 26 10:00:00 2026\n" + HEAD + PARTS,
        b"1234      \n" + HEAD + PARTS,
        (HEAD + PARTS).replace(b"\r\n", b"\n"),
        (HEAD + PARTS).replace(b"\r\n", b"\r"),
        HEAD + b'Content-Type: text/plain; name="message"\r\n\r\n' + SAID.encode(),
    ],
)  # fmt: skip
def test_a_message_out_of_shape_is_read(content: bytes) -> None:
    document = read("a.eml", content)
    assert (document.title, body(content), document.notes) == ("Lease", [SAID], ())


@pytest.mark.parametrize(
    "stub",
    [
        "This message is in HTML. Your mail program cannot show it.",
        "Your client does not support HTML. View it in your browser: https://example.org/x",
        "Diese Nachricht kann nur als HTML angezeigt werden.",
        "Invoice",
        "",
    ],
)
def test_a_stub_is_no_text(stub: str) -> None:
    page = "Invoice 4711 over 89.90 euros is due on 3 May. Pay it by transfer to the account below."
    mail = parts(b"text/plain\r\n\r\n" + stub.encode(), b"text/html\r\n\r\n<p>" + page.encode())
    assert body(mail) == [page]


@pytest.mark.parametrize(
    "kind",
    [
        b"Content-Type: text/html charset=utf-8",
        b"Content-Type: text/html (made by X); charset=utf-8",
        b'Content-Type: "text/html"; charset="utf-8',
        b"Content-Type: text/html, text/plain",
        b"Content-Type : TEXT/HTML;; charset",
        b"Content-Type: text/html\r\nContent-Type: text/plain",
    ],
)
def test_a_type_out_of_shape_is_known(kind: bytes) -> None:
    assert body(HEAD + kind + b"\r\n\r\n<p>Rent: 900 \xe2\x82\xac<p>Due") == ["Rent: 900 €\n\nDue"]


def test_text_of_any_kind_is_text_but_not_code() -> None:
    assert body(HEAD + b"Content-Type: text/x-notes\r\n\r\n# Rye") == ["# Rye"]
    with_style = parts(b"text/css\r\n\r\np {}", b"text/html\r\n\r\n<p>Rye", kind=b"related")
    assert body(with_style) == ["Rye"]


def test_what_a_message_says_of_its_type_in_its_text_stays() -> None:
    said = "Content-Type: multipart/mixed boundary=b"
    assert body(HEAD + b"\r\n" + said.encode()) == [said]


def test_a_short_text_is_no_stub_where_the_page_says_the_same() -> None:
    page = b"text/html\r\n\r\n<p>Shall we <b>bake</b> on Friday?</p>"
    assert body(parts(b"text/plain\r\n\r\nShall we bake on Friday?", page)) == [
        "Shall we bake on Friday?"
    ]


EVENT = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\n"
    b"BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Roof repair\\, mee\r\n ting\r\nLOCATION:Room 5\\nRear\r\n"
    b'DTSTART;TZID="Europe/Berlin":20260503T090000\r\nDTEND:20260503T100000Z\r\n'
    b'ORGANIZER;CN="Ana: B":mailto:ana@example.org\r\n'
    b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
TOLD = (
    "Event: Roof repair, meeting\nPlace: Room 5\nRear\nBegins: 2026-05-03 09:00 (Europe/Berlin)\n"
    "Ends: 2026-05-03 10:00 UTC\nOrganizer: Ana: B <ana@example.org>"
)


def test_an_invitation_is_read_alone_and_beside_a_text() -> None:
    alone = HEAD + b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" + EVENT
    assert body(alone) == [TOLD]
    beside = parts(b"text/plain\r\n\r\nPlease come.", b"text/calendar; name=a.ics\r\n\r\n" + EVENT)
    assert body(beside) == ["Please come.", TOLD]
    assert read("a.eml", beside).notes == ()


def test_attached_text_is_read_whatever_its_name() -> None:
    mail = parts(
        b"text/plain\r\n\r\nHere.",
        b"text/plain; name=Makefile\r\n\r\nall: bread",
        b"text/plain\r\nContent-Disposition: attachment; filename*0*=utf-8''n%C3%B6; "
        b"filename*1=te.asc\r\n\r\nDark.",
        kind=b"mixed",
    )
    document = read("a.eml", mail)
    assert [(it.heading, it.text) for it in document.sections[1:]] == [
        ((), "Here."),
        (("Makefile",), "all: bread"),
        (("nöte.asc",), "Dark."),
    ]


def test_what_has_no_name_is_told_unless_it_serves_the_rest() -> None:
    mail = parts(
        b"text/plain\r\n\r\nHere.",
        b"application/pdf\r\n\r\n%PDF-1.4",
        b"application/x-stuff\r\n\r\nabc",
        b"application/pgp-signature\r\n\r\nabc",
        b"image/png\r\nContent-ID: <a>\r\n\r\nabc",
        kind=b"mixed",
    )
    first, second = read("a.eml", mail).notes
    assert "Part 2.pdf" in first and second == "Attached, and not read: \u201cPart 3\u201d."


@pytest.mark.parametrize(("extra", "kettle"), [(b"", "tea kettle"), (b"; DelSp=yes", "teakettle")])
def test_lines_that_flow_are_joined(extra: bytes, kettle: str) -> None:
    kind = b"Content-Type: text/plain; format=flowed" + extra + b"\r\n\r\n"
    said = b"The tea \r\nkettle \r\n\r\n> it \r\n> broke\r\n>> no\r\n From Bo\r\n-- \r\nAna"
    (text,) = body(HEAD + kind + said)
    assert text.replace("itbroke", "it broke") == (
        f"The {kettle}\n\n> it broke\n>> no\nFrom Bo\n--\nAna"
    )


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Grüße aus Köln".encode(), "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "Grüße aus Köln"),
        (b"=?utf-8?q?Gr=C3?=\r\n =?utf-8?q?=BC=C3=9Fe?= there", "Grüße there"),
        (b"=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße"),
        (b"=?iso-8859-1?q?=93no=94_=80_5?=", "“no” € 5"),
        (b"=?x-sjis?b?" + base64.b64encode("家賃①".encode("cp932")) + b"?=", "家賃①"),
        (b"=?klingon?q?a?=", "a"),
        (b"=?utf-8?Q?Really??= =?us-ascii?q?_yes?=", "Really? yes"),
        (b"=?utf-8*de?b?w5xiZXI=?=morgen =?broken", "Übermorgen =?broken"),
    ],
)
def test_heads_are_read_in_any_letters(subject: bytes, title: str) -> None:
    mail = b"Subject: " + subject + b"\r\nFrom: ana@example.org\r\n\r\nHello\r\n"
    assert read("a.eml", mail).title == title


def test_names_beyond_ascii_stay_names() -> None:
    mail = (
        'From: "Löwe, Ada" <ada@example.org>\nTo: Bö Ü <bo@example.org>, c@example.org\n\nHello\n'
    )
    assert read("a.eml", mail.encode()).sections[0].text == (
        'From: "Löwe, Ada" <ada@example.org>\nTo: Bö Ü <bo@example.org>, c@example.org'
    )


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", b"MIIB", "S/MIME"),
        (b"multipart/encrypted; boundary=b", b"--b\r\n\r\nVersion: 1\r\n--b--", "PGP"),
        (b"text/plain", b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n", "PGP"),
        (b"application/ms-tnef; name=winmail.dat", b'x\x9f>"', "winmail.dat"),
    ],
)
def test_what_cannot_be_read_is_said(kind: bytes, content: bytes, words: str) -> None:
    document = read("a.eml", HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + content)
    assert document.title == "Lease"
    assert any(words in note and "cannot be read here" in note for note in document.notes)


def test_a_saved_page_and_a_message_of_apples_mail_are_read() -> None:
    page = (
        b"From: <Blink>\r\nSubject: Rent\r\nContent-Type: multipart/related; boundary=b\r\n"
        b"\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>Due on 3 May =E2=80=93 9=\r\n00 euros.</p>\r\n--b--\r\n"
    )
    assert read("a.mhtml", page).sections[-1].text == "Due on 3 May \u2013 900 euros."
    assert read("a.emlx", b"99\n" + HEAD + PARTS).sections[-1].text == SAID
