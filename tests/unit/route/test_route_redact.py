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
        ("030/1234567 or 555/123-4567", "[phone number] or [phone number]"),
        ("555\u2013123\u20134567 or 555\u2011123\u20114567", "[phone number] or [phone number]"),
        ("0555\u00a0123\u00a04567 ext. 12", "[phone number]"),
        ("IBAN is de89370400440532013000.", "IBAN is [account number]."),
        ("gb29 nwbk 6016 1331 9268 19 is mine", "[account number] is mine"),
        ("It broke. Best, Ana Ruiz", "It broke. Best, [name]"),
        ("It broke. Kind regards Ana", "It broke. Kind regards [name]"),
        ("DNI es 12345678Z y NIE X1234567L", "DNI es [identity number] y NIE [identity number]"),
        ("RSSMRA85T10A562S, 131052-308T", "[identity number], [identity number]"),
        ("patient id 44821 45 years old", "[identity number] 45 years old"),
        ("ana (at) example (dot) com", "[e-mail]"),
        ("linkedin.com/in/ana-ruiz", "[web address]"),
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
        "The patient is 45 years old and the case is 3 days old.",
        "Sats over the night 98 97 96 95 94 93 92",
        "BP 120/80 130/85 118/79",
        "open 09.00-17.00 and 18.00-22.00",
        "from 2019 2020 2021",
        "It cost 1 000 000 EUR or 1.000.000",
        "IP 192.168.1.10, version 1.2.3.4, ISBN 978-3-16-148410-0",
        "12345678A is no DNI",
        "Thank you, it works",
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


@pytest.mark.parametrize("part", ["x.", "A", "1-", "a-", "12 ", "/a"])
def test_a_long_run_of_one_kind_does_not_take_long(part: str) -> None:
    assert redact(part * 20_000).text  # minutes, where a pattern goes back over the run
