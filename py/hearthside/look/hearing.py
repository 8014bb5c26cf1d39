"""Speech written down while it is being said: samples come in, pieces go to a model one by one.

    hearing = Hearing(model.info.media.audio)  # hearing.feed(samples) as they come, hearing.end()
    async for said in transcribe_live(model, hearing):
        print(said.text, end="")

A piece ends in a pause, as soon as one comes. What a slower model cannot keep up with waits, and is
cut into longer pieces then. Each sample is in one piece. Knows nothing of microphones.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from hearthside.generation.model import Model
from hearthside.look.answer import Said, closing
from hearthside.look.silences import is_silent, piece_so_far
from hearthside.look.tasks import transcribe
from hearthside.media import Sound, audio_tokens
from hearthside.ports import AudioFormat

_SAMPLE_BYTES: Final = 4  # float32


class Hearing:
    """What was said so far and waits to be written down."""

    def __init__(self, form: AudioFormat) -> None:
        """`form` is how the model takes a sound."""
        self._form = form
        self._waiting = bytearray()
        self._taken_bytes = 0
        self._ended = False
        self._more = asyncio.Event()

    def feed(self, samples: bytes) -> None:
        """More float32 samples at the model's rate, in their order; cut up anywhere."""
        self._waiting += samples
        self._more.set()

    def end(self) -> None:
        """Nothing more will be said."""
        self._ended = True
        self._more.set()

    @property
    def behind_s(self) -> float:
        """How much of what was said is not written down, the piece at work included."""
        rate_bytes = self._form.sample_rate_hz * _SAMPLE_BYTES
        return (len(self._waiting) + self._taken_bytes) / rate_bytes

    async def piece(self) -> bytes:
        """The next piece, waited for; the one before is written down. b"" where all of it is."""
        self._taken_bytes = 0
        while not (piece := self._cut()) and not self._ended:
            self._more.clear()
            await self._more.wait()
        self._taken_bytes = len(piece)
        del self._waiting[: len(piece)]
        return piece

    def _cut(self) -> bytes:
        """Of half an hour that waits only what a piece can be is looked at."""
        form = self._form
        window = min(len(self._waiting) // _SAMPLE_BYTES, form.samples + 1) * _SAMPLE_BYTES
        first, longest_s = bytes(self._waiting[:window]), form.samples / form.sample_rate_hz
        return piece_so_far(first, form.sample_rate_hz, longest_s, ended=self._ended)

    def is_heard(self, piece: bytes) -> bool:
        """Whether there is anything in it for the model to hear."""
        tokens = audio_tokens(len(piece) // _SAMPLE_BYTES, self._form)
        return tokens > 0 and not is_silent(piece)


async def transcribe_live(model: Model, hearing: Hearing) -> AsyncIterator[Said]:
    """What is said, in its own language, while it is said: each piece is a part of it, the last one
    so far; silent ones are passed over. Ends when the hearing has ended and all of it is written
    down, without a word where there was none. Raises, while iterated, what `transcribe` does."""
    part, spoken = 0, False
    while piece := await hearing.piece():
        if not hearing.is_heard(piece):
            continue
        part, gap = part + 1, " " if spoken else ""
        async with closing(transcribe(model, Sound(piece))) as said:
            async for one in said:
                text = one.text.lstrip() if gap else one.text
                text, gap = (gap + text, "") if text else ("", gap)
                spoken = spoken or bool(text.strip())
                yield replace(one, text=text, part=part, parts=part)
