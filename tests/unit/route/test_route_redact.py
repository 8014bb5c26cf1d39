"""What is taken out of a text before a person is handed it, and what must stay."""

import pytest

from hearthside.route.redact import is_card, redact


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My name is Ana Ruiz, and I cough", "My name is [name], and I cough"),
        ("my name is anna berg and i cough", "my name is [name] and i cough"),
        ("Call Mrs. O'Neill about Dr Amara Okafor", "Call Mrs. [name] about Dr [name]"),
        (
            "I'm Tom. Tom is ill, and so is Tom's cat",
            "I'm [name]. [name] is ill, and so is [name]'s cat",
        ),
        ("my son Leo fell", "my son [name] fell"),
        ("Dear Amy Fox,\nthank you", "Dear [name],\nthank you"),
        ("It hurts.\nKind regards,\nJane Doe", "It hurts.\nKind regards,\n[name]"),
        ("Patient: Juan Perez", "Patient: [name]"),
        ("write to a.b+c@mail.example.org!", "write to [e-mail]!"),
        ("see https://x.example/y?z=1.", "see [web address]."),
        ("call +44 (0)20 7946 0958", "call [phone number]"),
        ("call 0555-123-4567 now", "call [phone number] now"),
        ("call (555) 123-4567", "call [phone number]"),
        ("DOB 03/04/1981", "[date of birth]"),
        ("born on 3 May 1999 in Rome", "[date of birth] in Rome"),
        ("date of birth: May 3, 1999", "[date of birth]"),
        ("seen on 2026-11-22 and 1.2.2026", "seen on [date] and [date]"),
        ("card 4111 1111 1111 1111", "card [card number]"),
        ("card 4111-1111-1111-1111", "card [card number]"),
        ("IBAN DE89 3702 0400 4404 0532 0130 00", "IBAN [account number]"),
        ("SSN 078-05-1120", "SSN [identity number]"),
        ("NHS number 943 476 5919", "NHS number [identity number]"),
        ("patient id 44821", "[identity number]"),
        ("order #A-1234-99", "[identity number]"),
        ("at 12 Elm Street, London SW1A 1AA", "at [address], London [postcode]"),
        ("in der Lindenstra\u00dfe 12", "in der [address]"),
        ("PO Box 77", "[address]"),
    ],
)
def test_what_names_a_person_is_taken_out(text: str, left: str) -> None:
    redacted = redact(text)
    assert redacted.text == left
    assert sum(count for _, count in redacted.counts) == left.count("[")
    assert redact(left).text == left


@pytest.mark.parametrize(
    "text",
    [
        "T 39.5, HR 120, SpO2 91%, BP 120/80, RR 22",
        "temp 38.5 38.9 39.1 39.4",
        "3 years old, 38 weeks pregnant, for 14 days",
        "I am very ill and this is not fine",
        "I am Pregnant. This is Not good",
        "the patient is ill, the order did not come",
        "Chest pain since 10:30 this morning",
        "",
    ],
)
def test_what_a_person_needs_stays(text: str) -> None:
    assert redact(text) == type(redact(text))(text, ())


@pytest.mark.parametrize(
    ("digits", "card"),
    [
        ("4111111111111111", True),
        ("4111111111111112", False),
        ("378282246310005", True),
        ("0000000000000000", False),
        ("411111111111", False),
    ],
)
def test_a_card_is_known_by_its_check_digit(digits: str, card: bool) -> None:
    assert is_card(digits) is card


def test_a_long_text_does_not_take_long() -> None:
    text = "Dear Mr Smith, call 0555 123 4567 or a@b.example. " * 400
    assert "Smith" not in redact(text).text
