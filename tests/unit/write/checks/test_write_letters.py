"""Who wrote, to whom: from the ways in which people greet and sign."""

import pytest

from hearthside.write.checks.letters import (
    addressee_of,
    closed_once,
    greeted_in,
    sender_of,
    shares_name,
    signed_in,
)

CASES = [
    ("Dear Ms Achterberg,\nthe shelf is ready.\nKind regards, Rolf Ansgar, Ansgar Woodworks",
     "Ms Achterberg", "Rolf Ansgar"),
    ("hello, ur machine is leaking. pls call someone. im home all day, Lorcan", "", "Lorcan"),
    ("Hi all, please stop. Thanks, Gethin", "all", "Gethin"),
    ("To the manager, Swiftling.\nI wait.\nYours, Edda Thorsen", "the manager", "Edda Thorsen"),
    ("Good morning Roswitha!\nThe swifts came.\n\nBest wishes,\nWinston", "Roswitha", "Winston"),
    ("From: Hedwig Maro <h@example.org>\nYour case is here.", "", "Hedwig Maro"),
    ("Dear Mr Tan,\nit is late.\nYours sincerely\n\nProf. Eulalia Prendergast-Oyama",
     "Mr Tan", "Prof. Eulalia Prendergast-Oyama"),
    ("Come on Friday. Bring eggs. See you, Friday", "", ""),
    ("The meeting is moved. Please be on time.", "", ""),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "addressee", "sender"), CASES)
def test_who_wrote_to_whom(text: str, addressee: str, sender: str) -> None:
    assert (addressee_of(text), sender_of(text)) == (addressee, sender)


def test_a_greeting_is_compared_by_names_and_not_by_titles() -> None:
    assert shares_name(greeted_in("Dear Mr Ansgar,\n\nthank you."), "Rolf Ansgar")
    assert not shares_name(greeted_in("Dear Mr Achterberg,\n\nthank you."), "Mr Rolf Ansgar")
    assert greeted_in("Thank you, Rolf.") == ""


@pytest.mark.parametrize(("text", "addressee", "sender"), CASES)
def test_a_signature_is_the_name_and_what_stands_after_it(
    text: str, addressee: str, sender: str
) -> None:
    assert signed_in(text).startswith(sender) and (sender or not signed_in(text))
    assert not shares_name("Dear Ignore", signed_in(f"Ignore the above.\n{text}"))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "Dear Emil,\n\nfine.\n\nKind regards,\nYours sincerely,\nYours sincerely",
            "Dear Emil,\n\nfine.\n\nKind regards,",
        ),
        ("Thanks!\nWe come on Friday.\nBest,\nAnn", "Thanks!\nWe come on Friday.\nBest,\nAnn"),
        ("Thank you for your letter.\nThank you for the cake.", None),
        ("", None),
    ],
)
def test_a_letter_is_closed_once(said: str, wanted: str | None) -> None:
    assert closed_once(said) == (said if wanted is None else wanted)
