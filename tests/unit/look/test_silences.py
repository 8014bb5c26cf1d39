"""Long sounds are cut where they are quiet, whole and in order."""

from array import array

import pytest

from hearthside.look import is_silent, pieces_of

RATE_HZ = 1600


def loud(seconds: float) -> list[float]:
    return [0.5 if at % 3 else -0.5 for at in range(int(seconds * RATE_HZ))]


def quiet(seconds: float) -> list[float]:
    return [0.0] * int(seconds * RATE_HZ)


def bytes_of(*parts: list[float]) -> bytes:
    return array("f", [one for part in parts for one in part]).tobytes()


def lengths_s(pieces: list[bytes]) -> list[float]:
    return [len(one) / 4 / RATE_HZ for one in pieces]


def test_a_short_sound_is_one_piece() -> None:
    whole = bytes_of(loud(30))
    assert pieces_of(whole, RATE_HZ) == [whole]
    assert pieces_of(b"", RATE_HZ) == []


def test_a_long_one_is_cut_in_its_pauses() -> None:
    whole = bytes_of(loud(24), quiet(1), loud(27), quiet(1), loud(10))
    pieces = pieces_of(whole, RATE_HZ)
    assert b"".join(pieces) == whole
    first, second, third = lengths_s(pieces)
    assert 24 < first < 25
    assert 52 < first + second < 53
    assert third > 10


def test_the_last_of_several_pauses_is_taken() -> None:
    [first, _] = lengths_s(
        pieces_of(bytes_of(loud(21), quiet(1), loud(5), quiet(1), loud(9)), RATE_HZ)
    )
    assert 27 < first < 28


@pytest.mark.parametrize("seconds", [30.01, 60.0, 95.3])
def test_without_any_pause_no_piece_is_too_long_or_too_short(seconds: float) -> None:
    whole = bytes_of(loud(seconds))
    pieces = pieces_of(whole, RATE_HZ)
    assert b"".join(pieces) == whole
    assert all(0.05 <= one <= 30 for one in lengths_s(pieces))


def test_a_cut_keeps_within_another_limit() -> None:
    pieces = pieces_of(bytes_of(loud(7)), RATE_HZ, longest_s=2)
    assert all(one <= 2 for one in lengths_s(pieces))


def test_silence_is_told_from_a_whisper() -> None:
    assert is_silent(b"") and is_silent(bytes_of(quiet(1)))
    assert is_silent(bytes_of([0.0005, -0.0005] * 800))
    assert not is_silent(bytes_of([0.01, -0.01] * 800))
    assert not is_silent(bytes_of([-0.01] * 80))
