"""Pictures and sounds beside a prompt: encoded by whoever loaded the model, placed, given back.

Knows nothing of what is asked about them.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Literal, cast

from hearthside.errors import HearthsideError, error_of
from hearthside.generation.model import Model
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
    """Let go of what was read. An engine that is gone has nothing to give back."""
    with suppress(HearthsideError):
        await _media_engine(model).close_media(media.media)


def places_of(info: ModelInfo, media: Encoded) -> list[int]:
    """The ids that stand in a text for what was read."""
    form = info.media
    assert form is not None, "only a model that takes media has encoded some"
    kind = form.image if media.place_id == form.image.place_id else form.audio
    return [kind.begin_id, *[kind.place_id] * media.tokens, kind.end_id]


def _media_engine(model: Model) -> MediaEngine:
    """Whoever loaded a model that says how it takes media encodes them too."""
    if model.info.media is None:
        raise error_of(Code.MODEL_UNFIT, f"{model.info.title} neither sees nor hears.")
    return cast(MediaEngine, model.engine)
