"""The token ids of a question about pictures and sounds.

What is shown stands before the words of the last user's turn, in the order in which it is given, as
in Google's examples for Gemma 4. No text of a person can be taken for it: places are ids that are
put in here, and what spells one in a text was neutralised (`render_chat`). Thinking is off: the
answer begins after an empty thought, as Gemma 4's template writes it. Knows nothing of engines.
"""

from collections.abc import Sequence

from hearthside.errors import error_of
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.ports import Encoded, MediaFormat, ModelInfo
from hearthside.wire import Code


async def prompt_ids(model: Model, prompt: Prompt, media: Sequence[Encoded]) -> list[int]:
    """The ids of `prompt` in the model's own turns, with places for `media`.

    Raises ModelError (model.unfit) where the model does not chat.
    """
    chat = model.info.chat
    if chat is None:
        raise error_of(Code.MODEL_UNFIT, f"{model.info.title} was not taught to answer.")
    opening = f"{chat.start}{chat.user}\n"
    # The last opening is ours: typed text cannot spell `chat.start`.
    before, _, after = prompt.render(chat).rpartition(opening)
    head = await model.encode(before + opening)
    shown = [token for one in media for token in _places(model.info.media, one)]
    return head + shown + await model.encode(after + _empty_thought(model.info), bos=False)


def _places(form: MediaFormat | None, one: Encoded) -> list[int]:
    assert form is not None, "only a model that takes media has encoded some"
    kind = form.image if one.place_id == form.image.place_id else form.audio
    return [kind.begin_id, *[kind.place_id] * one.tokens, kind.end_id]


def _empty_thought(info: ModelInfo) -> str:
    thinking = info.thinking
    return f"{thinking.start}{thinking.name}\n{thinking.end}" if thinking else ""
