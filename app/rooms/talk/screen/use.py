"""What the model's context holds, as a bar and in words. Pure."""

from typing import Final

from app.ui.markup import Html, el
from hearthside.talk import ContextUse

_WIDTH: Final = 1000
_HEIGHT: Final = 14
_PARTS: Final = (
    ("system", "system text"),
    ("summary", "summary"),
    ("turns", "turns before"),
    ("question", "last question"),
    ("answer", "kept for the answer"),
)


def use_part(use: ContextUse) -> Html:
    """A piece of the bar for each part, and how many tokens each takes."""
    sizes = [(name, words, int(getattr(use, name))) for name, words in _PARTS]
    at, pieces = 0.0, []
    for name, _, size in sizes:
        width = size * _WIDTH / use.context_tokens
        pieces.append(
            el("rect", x=f"{at:.1f}", y=0, width=f"{width:.1f}", height=_HEIGHT,
               class_=f"use-{name}")
        )  # fmt: skip
        at += width
    return el(
        "figure",
        el(
            "svg",
            el("rect", x=0, y=0, width=_WIDTH, height=_HEIGHT, class_="use-free"),
            pieces,
            viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
            preserveAspectRatio="none",
            aria_hidden="true",
            class_="talk-use-bar",
        ),
        el(
            "figcaption",
            el("span", f"Context: {use.context_tokens - use.free:,} of {use.context_tokens:,} "
               "tokens. "),
            el(
                "ul",
                [
                    el("li", el("span", class_=f"use-dot use-{name}"), f"{words} {size:,}")
                    for name, words, size in sizes
                    if size
                ],
                el("li", f"{use.left_out:,} turns in short") if use.left_out else None,
                class_="talk-use-parts",
            ),
            class_="small soft",
        ),
        class_="talk-use",
        id="talk-use",
    )  # fmt: skip
