"""What pictures cost of a model's context: the soft tokens that serve an ask, if there is room.

Pure. Knows no engine, and not how long a device takes to read a soft token.
"""

from collections.abc import Sequence
from typing import Final

from hearthside.errors import error_of
from hearthside.media import fitted_size, image_tokens
from hearthside.ports import ModelInfo
from hearthside.wire import Code

BUDGETS: Final = {
    **{"describe": 280, "alt": 280},
    **{"differ": 560, "ask": 560, "skin": 560},
    "read": 1120,
}
"""The soft tokens that serve each picture, by what is asked of it: small print needs most. What is
not listed here counts as "ask", a person's own question."""
ANSWER_TOKENS: Final = {
    "alt": 80,
    **dict.fromkeys(("describe", "differ", "ask", "skin"), 320),
    "read": 900,
}
"""The most of an answer, by what is asked."""
_WORDS: Final = 256  # the longest ask of ours has 110, with the marks of its turns
_ENDS: Final = 2  # a picture's begin and end stand around its soft tokens


def picture_budget(info: ModelInfo, what: str, pictures: int) -> int:
    """The soft tokens that each of so many pictures is fitted to: as many as serve the ask, fewer
    where they would not all fit beside an answer.

    Raises ModelError (model.unfit) for a model that does not see, and InvalidInput (context.full)
    where so many pictures fit at no size that the model takes.
    """
    if info.media is None:
        raise error_of(Code.MODEL_UNFIT, f"{info.title} does not see.")
    what = what if what in BUDGETS else "ask"
    room = info.context_tokens - ANSWER_TOKENS[what] - _WORDS
    fitting = [
        budget
        for budget in info.media.image.budgets
        if budget <= BUDGETS[what] and pictures * (budget + _ENDS) <= room
    ]
    if not fitting:
        told = f"{pictures} pictures at once do not fit into what the model can read."
        raise error_of(Code.CONTEXT_FULL, told)
    return max(fitting)


def soft_tokens(info: ModelInfo, what: str, sizes: Sequence[tuple[int, int]]) -> int:
    """The soft tokens that pictures of these widths and heights in pixels become for an ask.

    Raises what `picture_budget` does, and InvalidInput (call.invalid) for one without pixels.
    """
    budget = picture_budget(info, what, len(sizes))
    assert info.media is not None, "it has a budget"
    form = info.media.image
    fitted = [fitted_size(width, height, form, budget) for width, height in sizes]
    return sum([image_tokens(width, height, form) for width, height in fitted])
