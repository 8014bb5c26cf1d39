"""The promise about the text column: it is found where names help, and where they do not."""

import pytest

from hearthside.documents.tables import Table, likely_text_column


@pytest.mark.parametrize(
    ("columns", "rows", "at"),
    [
        (("id", "text", "label"), [("1", "It is nice here", "good"), ("2", "Bad food", "bad")], 1),
        (("a", "b"), [("x1", "The tea was cold"), ("x2", "I would come again")], 1),
        (
            ("address", "comment"),
            [
                ("12 Long Street, Some Town, 12345", "Late"),
                ("7 Hill Road, A Town, 54321", "Lost it"),
            ],
            1,
        ),
        (
            ("always", "different"),
            [("the same words here now", "a b"), ("the same words here now", "c d")],
            0,
        ),
        (("no", "url"), [("1", "see example"), ("2", "and another")], 1),
        (("编号", "内容"), [("1", "这个产品非常好用"), ("2", "物流太慢了")], 1),
        (("only",), [("x",)], 0),
        (("empty", "n"), [("", "1"), ("", "2")], 1),
    ],
)
def test_the_column_with_the_words_is_found(
    columns: tuple[str, ...], rows: list[tuple[str, ...]], at: int
) -> None:
    assert likely_text_column(Table("t", columns, tuple(rows))) == at


def test_a_table_without_rows_has_a_column_too() -> None:
    assert likely_text_column(Table("t", ("a", "b"), ())) == 0
