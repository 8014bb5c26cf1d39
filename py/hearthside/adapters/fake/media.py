"""What the fake engine sees and hears: pictures and sounds that are counted, never looked at.

Its turns, thoughts and media are spelled as Gemma 4's. Knows nothing of caches or of what it says.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from hearthside.adapters.fake.words import FIRST_MORE
from hearthside.errors import error_of
from hearthside.media import audio_tokens, fitted_size, image_tokens
from hearthside.ports import (
    AudioFormat,
    ChatFormat,
    Encoded,
    ImageFormat,
    LoadProgress,
    MediaFormat,
    Placed,
    ThinkingFormat,
)
from hearthside.wire import Code, Op

CONTROLS: Final = (
    *("<|turn>", "<turn|>", "<|channel>", "<channel|>", "<|think|>"),
    *("<|image>", "<|image|>", "<image|>", "<|audio>", "<|audio|>", "<audio|>"),
)
CHAT: Final = ChatFormat("<|turn>", "<turn|>", system="system")
THINKING: Final = ThinkingFormat("<|think|>", "<|channel>", "<channel|>", "thought")
TURN_END: Final = FIRST_MORE + 1
_IMAGE, _AUDIO = FIRST_MORE + 5, FIRST_MORE + 8
MEDIA: Final = MediaFormat(
    ImageFormat(
        *(_IMAGE, _IMAGE + 1, _IMAGE + 2),
        patch_pixels=16,
        pooling=3,
        soft_tokens=280,
        budgets=(70, 140, 280, 560, 1120),
    ),
    AudioFormat(
        *(_AUDIO, _AUDIO + 1, _AUDIO + 2, 16_000, 480_000, 128, 320, 160, 512, 128, 0, 8000, 0.001),
        frames_per_token=4,
        soft_tokens=750,
    ),
)


class FakeMedia:
    """Pictures and sounds by their numbers; `seen` and `heard` are all that ever came."""

    def __init__(self, form: MediaFormat | None) -> None:
        self.seen: list[tuple[int, int]] = []
        self.heard: list[int] = []
        self.open: dict[int, Encoded] = {}
        self._form = form

    def image(self, rgba: bytes, width: int, height: int) -> Encoded:
        """A picture: whole, and of a size that is fitted to one of the budgets."""
        form = self._known().image
        sizes = [fitted_size(width, height, form, budget) for budget in form.budgets]
        if len(rgba) != 4 * width * height or (width, height) not in sizes:
            raise error_of(Code.CALL_INVALID, f"{width} by {height} pixels are not fitted")
        self.seen.append((width, height))
        return self._keep(image_tokens(width, height, form), form.place_id)

    def audio(self, samples: bytes) -> Encoded:
        """A sound, by its float32 samples."""
        form = self._known().audio
        count = len(samples) // 4
        tokens = audio_tokens(count, form)
        if not tokens:
            raise error_of(Code.CALL_INVALID, "too short a sound")
        self.heard.append(count)
        return self._keep(tokens, form.place_id)

    def close(self, media: int) -> None:
        """Forget one."""
        self._one(media)
        del self.open[media]

    def check(self, ids: Sequence[int], media: Sequence[Placed]) -> None:
        """Each place among the ids has a soft token of its kind, and none is left over."""
        places = self._places()
        wanted = [token for token in ids if token in places]
        given = [
            self._one(one.media).place_id
            for one in media
            for at in range(one.first, one.first + one.count)
            if at < self._one(one.media).tokens
        ]
        if wanted != given:
            raise error_of(Code.CALL_INVALID, "as many places as soft tokens")

    def _places(self) -> set[int]:
        return {self._form.image.place_id, self._form.audio.place_id} if self._form else set()

    def _known(self) -> MediaFormat:
        if self._form is None:
            raise error_of(Code.MODEL_UNFIT, "this model neither sees nor hears")
        return self._form

    def _keep(self, tokens: int, place_id: int) -> Encoded:
        number = len(self.seen) + len(self.heard)
        self.open[number] = Encoded(number, tokens, place_id)
        return self.open[number]

    def _one(self, media: int) -> Encoded:
        if media not in self.open:
            raise error_of(Code.MEDIA_UNKNOWN, f"there is no picture or sound {media}")
        return self.open[media]


class Seeing:
    """The calls of a `MediaEngine` over a `FakeMedia`, for an engine that notes what it is asked.

    An encoder is always on its way when it is asked for: two parts of ten are told of.
    """

    media: FakeMedia

    def see(self, form: MediaFormat | None) -> None:
        self.media = FakeMedia(form)

    async def fetch_encoder(
        self,
        kind: Literal["image", "audio"],
        on_progress: Callable[[LoadProgress], None] | None = None,
    ) -> None:
        self._enter(Op.MEDIA_FETCH, kind=kind)
        if on_progress is not None:
            on_progress(LoadProgress("download", 20_000_000, 100_000_000))

    async def encode_image(self, rgba: bytes, width: int, height: int) -> Encoded:
        self._enter(Op.MEDIA_ENCODE, width=width, height=height)
        return self.media.image(rgba, width, height)

    async def encode_audio(self, samples: bytes) -> Encoded:
        self._enter(Op.MEDIA_ENCODE, samples=samples)
        return self.media.audio(samples)

    async def close_media(self, media: int) -> None:
        self._enter(Op.MEDIA_CLOSE, media=media)
        self.media.close(media)

    def _enter(self, op: Op, **args: Any) -> None:
        raise NotImplementedError
