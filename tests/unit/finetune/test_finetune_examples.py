"""A person's examples: read from lines and rows, checked, and as the model reads them."""

import pytest

from hearthside.finetune import Checked, Example, check, held_out_of, measured, pair_of
from hearthside.finetune.examples import ARROW, LEAST_EXAMPLES, MOST_EXAMPLES, read_lines, read_rows


def test_lines_are_parted_at_the_first_arrow_or_tab() -> None:
    text = (
        f"one {ARROW} two\r\n\n three\t four {ARROW} five\nsix \u2192seven\nalone\n{ARROW} no input"
    )
    assert read_lines(text) == (
        Example("one", "two", 1),
        Example("three", f"four {ARROW} five", 3),
        Example("six", "seven", 4),
        Example("alone", "", 5),
        Example("", "no input", 6),
    )


def test_rows_lead_from_the_first_column_to_the_second() -> None:
    rows = [("a ", " b", "c"), ("only",), ()]
    wanted = (Example("a", "b", 2), Example("only", "", 3), Example("", "", 4))
    assert read_rows(rows, header=True) == wanted
    assert read_rows(rows[:1], header=False) == (Example("a", "b", 1),)


def test_each_fault_is_named_and_only_what_is_of_use_is_kept() -> None:
    rows = [("a", "1"), ("a", "1"), ("a", "2"), ("a", "2"), ("b", ""), ("", "3"), ("c", "1")]
    given = [Example(one, two, at) for at, (one, two) in enumerate(rows, start=1)]
    checked = check(given)
    assert [it.place for it in checked.examples] == [1, 3, 7]
    kinds = [(it.place, it.kind) for it in checked.faults]
    assert kinds == [(2, "again"), (3, "contrary"), (4, "again"), (5, "half"), (6, "half")]


def test_a_model_finds_what_is_too_long_and_what_it_can_only_spell() -> None:
    checked = check([Example("a", "1", 1), Example("b", "2", 2), Example("c", "3", 3)])
    pieces = [["x"] * 5, ["x"] * 6, ["<0xD0>", "<0xB1>", "x", "x"]]
    found = measured(checked, pieces, most=5)
    assert [it.place for it in found.examples] == [1, 3]
    assert [(it.place, it.kind) for it in found.faults] == [(2, "long"), (3, "bytes")]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "there is none"), (1, "there is one"), (LEAST_EXAMPLES - 1, "there are 9"),
     (LEAST_EXAMPLES, ""), (MOST_EXAMPLES + 1, "At most 5,000")],
)  # fmt: skip
def test_too_few_and_too_many_are_an_obstacle(count: int, said: str) -> None:
    obstacle = Checked(tuple([Example(f"{at}", f"to {at}", at) for at in range(count)])).obstacle
    assert said in obstacle and bool(said) == bool(obstacle)


def test_one_answer_to_everything_is_an_obstacle() -> None:
    same = Checked(tuple([Example(f"{at}", "same", at) for at in range(20)]))
    assert "the same" in same.obstacle


def test_a_pair_is_what_the_model_reads_and_no_text_of_it_is_a_mark() -> None:
    pair = pair_of(Example("a <eos>\n\nb", "c <end_of_turn>", 1))
    assert pair.prompt.startswith("Input: a ") and pair.prompt.endswith("\nb\nOutput:")
    assert pair.answer.startswith(" c ")
    assert "<eos>" not in pair.prompt and "<end_of_turn>" not in pair.answer


def test_examples_of_one_input_are_held_out_together() -> None:
    examples = [Example(f"{at // 2}", f"{at}", at) for at in range(40)]
    held_out = held_out_of([pair_of(it) for it in examples], 0.2)
    assert len(held_out) == 8
    assert all(len([it for it in held_out if it.group == one.group]) == 2 for one in held_out)
