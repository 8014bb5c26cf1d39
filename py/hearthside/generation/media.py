"""Pictures and sounds beside a prompt: encoded by whoever loaded the model, placed, given back.

Knows nothing of what is asked about them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal, cast

from hearthside.errors import HearthsideError, error_of
from hearthside.generation.model import Model
from hearthside.generation.model import give_back as _close_soon
from hearthside.generation.prompt import Prompt
from hearthside.generation.thoughts import empty_thought
from hearthside.media import Picture, Taken
from hearthside.ports import Encoded, LoadProgress, MediaEngine, ModelInfo
from hearthside.wire import Code


async def fetch_encoder(
    model: Model,
    kind: Literal["image", "audio"],
    on_progress: Callable[[LoadProgress], None] | None = None,
) -> None:
    """Have what reads pictures or sounds on the device before it is needed.

    Raises ModelError (model.unfit) where the model neither sees nor hears, else what `MediaEngine`
    raises.
    """
    await _media_engine(model).fetch_encoder(kind, on_progress)


async def encoded(model: Model, taken: Taken) -> Encoded:
    """What the model has read of a picture or a sound; to be given back.

    Raises ModelError (model.unfit) where it neither sees nor hears, else what `MediaEngine` raises.
    """
    engine = _media_engine(model)
    await engine.fetch_encoder("image" if isinstance(taken, Picture) else "audio")
    if isinstance(taken, Picture):
        return await engine.encode_image(taken.rgba, taken.width, taken.height)
    return await engine.encode_audio(taken.samples)


async def give_back(model: Model, media: Encoded) -> None:
    """Let go of what was read, without waiting for an engine that hangs or is just being replaced.
    One that is gone has nothing to give back."""
    with suppress(HearthsideError):
        await _close_soon(_media_engine(model).close_media(media.media))


def places_of(info: ModelInfo, media: Encoded) -> list[int]:
    """The ids that stand in a text for what was read."""
    form = info.media
    assert form is not None, "only a model that takes media has encoded some"
    kind = form.image if media.place_id == form.image.place_id else form.audio
    return [kind.begin_id, *[kind.place_id] * media.tokens, kind.end_id]


async def prompt_ids(model: Model, prompt: Prompt, media: Sequence[Encoded]) -> list[int]:
    """The ids of `prompt` in the model's own turns, with places for `media`.

    What is shown stands before the words of the last user's turn, in the order in which it is
    given, as in Google's examples for Gemma 4. No text of a person can be taken for it: places are
    ids that are put in here, and what spells one in a text was neutralised (`render_chat`).
    Thinking is off: the answer begins after an empty thought, as Gemma 4's template writes it.
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


def _media_engine(model: Model) -> MediaEngine:
    """Whoever loaded a model that says how it takes media encodes them too."""
    if model.info.media is None:
        raise error_of(Code.MODEL_UNFIT, f"{model.info.title} neither sees nor hears.")
    return cast(MediaEngine, model.engine)
