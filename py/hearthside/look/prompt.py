"""The token ids of a question about pictures and sounds.

What is shown stands before the words of the last user's turn, in the order in which it is given, as
in Google's examples for Gemma 4. No text of a person can be taken for it: places are ids that are
put in here, and what spells one in a text was neutralised (`render_chat`). Thinking is off: the
answer begins after an empty thought, as Gemma 4's template writes it. Knows nothing of engines.
"""

from collections.abc import Sequence

from hearthside.errors import error_of
from hearthside.generation.media import places_of
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.thoughts import empty_thought
from hearthside.ports import Encoded
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
    shown = [token for one in media for token in places_of(model.info, one)]
    return head + shown + await model.encode(after + empty_thought(model.info), bos=False)
