"""What can be asked of a picture or a sound: each an answer that comes as it is written.

    async for said in transcribe(model, Sound(samples)):
        print(said.text, end="")

All of it is drawn without chance: the same is said each time on one device. A picture has as many
soft tokens as its size was fitted to; `cost.BUDGETS` says what serves each task. Raises, while
iterated, what `answered` does. An answer that was cut short goes on from what it has `begun`.
Knows nothing of files or pages.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from hearthside.errors import InvalidInput
from hearthside.generation.generate import StopRules
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.look.answer import Begun, Said, answered, closing, in_part
from hearthside.look.asks import (
    ALT,
    DESCRIBE,
    DESCRIBE_ALL,
    DIFFER,
    READ,
    READ_ALL,
    SKIN,
    SKIN_ROLE,
    TRANSCRIBE,
    picture_prompt,
    summary_prompt,
    translate_ask,
)
from hearthside.look.careful import HELD_BACK, CarefulGate
from hearthside.look.cost import ANSWER_TOKENS
from hearthside.look.silences import is_silent, pieces_of
from hearthside.media import Picture, Sound
from hearthside.ports import AudioFormat
from hearthside.wire import Code

_BEST: Final = SamplingOptions(temperature=0.0, no_repeat_ngram=12)
_DESCRIBED, _READ, _ALT = [StopRules(ANSWER_TOKENS[it]) for it in ("describe", "read", "alt")]
# Half a minute of quick speech is some 120 words.
_HEARD: Final = StopRules(max_tokens=400)
_IN_SHORT: Final = "\n\nIn short: "
_NOTHING: Final = Begun()
_LONGEST_TRANSCRIPT: Final = 12_000  # characters, some 3,000 tokens


async def describe(
    model: Model, picture: Picture | Sequence[Picture], ask: str = "", begun: Begun = _NOTHING
) -> AsyncIterator[Said]:
    """What a picture shows, or several; or the answer to a person's own question about them."""
    pictures = _pictures(picture)
    prompt = picture_prompt(ask or (DESCRIBE if len(pictures) == 1 else DESCRIBE_ALL))
    answer = answered(model, pictures, prompt, _BEST, _DESCRIBED, begun.text)
    async with closing(answer) as said:
        async for one in said:
            yield one


async def differ(
    model: Model, pictures: Sequence[Picture], begun: Begun = _NOTHING
) -> AsyncIterator[Said]:
    """What is alike in several pictures, and what is not."""
    prompt = picture_prompt(DIFFER)
    answer = answered(model, pictures, prompt, _BEST, _DESCRIBED, begun.text)
    async with closing(answer) as said:
        async for one in said:
            yield one


async def read_text(
    model: Model, picture: Picture | Sequence[Picture], begun: Begun = _NOTHING
) -> AsyncIterator[Said]:
    """The text in a picture, or in several, one after another."""
    pictures = _pictures(picture)
    prompt = picture_prompt(READ if len(pictures) == 1 else READ_ALL)
    async with closing(answered(model, pictures, prompt, _BEST, _READ, begun.text)) as said:
        async for one in said:
            yield one


async def alt_text(model: Model, picture: Picture, begun: Begun = _NOTHING) -> AsyncIterator[Said]:
    """One sentence for somebody who cannot see the picture."""
    answer = answered(model, [picture], picture_prompt(ALT), _BEST, _ALT, begun.text)
    async with closing(answer) as said:
        async for one in said:
            yield one


async def look_at_skin(
    model: Model, picture: Picture, begun: Begun = _NOTHING
) -> AsyncIterator[Said]:
    """What a person should look at, never what it is: sentences that judge are left out."""
    gate, prompt = CarefulGate(), picture_prompt(SKIN, SKIN_ROLE)
    text = begun.text.replace(HELD_BACK, "")
    async with closing(answered(model, [picture], prompt, _BEST, _DESCRIBED, text)) as said:
        async for one in said:
            text = gate.feed(one.text) + (gate.flush() if one.reason else "")
            if text or one.reason:
                yield replace(one, text=text)


async def transcribe(model: Model, sound: Sound, begun: Begun = _NOTHING) -> AsyncIterator[Said]:
    """What is said in a sound, in its own language; a long one in parts of half a minute.

    Raises InvalidInput (call.invalid) where the sound is silent.
    """
    async with closing(_heard(model, sound, TRANSCRIBE, begun)) as said:
        async for one in said:
            yield one


async def translate(
    model: Model, sound: Sound, language: str, begun: Begun = _NOTHING
) -> AsyncIterator[Said]:
    """The same in another language, named in English."""
    async with closing(_heard(model, sound, translate_ask(language), begun)) as said:
        async for one in said:
            yield one


async def summarise(model: Model, sound: Sound, begun: Begun = _NOTHING) -> AsyncIterator[Said]:
    """What is said, then an empty line and what that is in short, which is the last part."""
    parts = len(_pieces(model, sound)) + 1
    transcript, short = begun.before + begun.text, ""
    if begun.part >= parts > 1:
        transcript, short = begun.before, begun.text
    else:
        async with closing(_heard(model, sound, TRANSCRIBE, begun)) as said:
            async for one in said:
                transcript += one.text
                yield one
    if not short:
        yield Said(_IN_SHORT, parts, parts)
    prompt, short = summary_prompt(transcript[:_LONGEST_TRANSCRIPT]), short.removeprefix(_IN_SHORT)
    async with closing(answered(model, [], prompt, _BEST, _DESCRIBED, short)) as said:
        async for one in said:
            yield in_part(one, parts, parts)


async def _heard(model: Model, sound: Sound, ask: str, begun: Begun) -> AsyncIterator[Said]:
    """Each part by itself, with a blank between: what a model hears at once has a limit."""
    if is_silent(sound.samples):
        raise InvalidInput(Code.CALL_INVALID, "There is nothing to be heard in this sound.")
    pieces = _pieces(model, sound)
    for part, samples in enumerate(pieces, start=1):
        if part < begun.part or is_silent(samples):
            continue
        text = begun.text if part == begun.part else ""
        if part > 1 and not text:
            yield Said(" ", part, len(pieces))
        taken, prompt = [Sound(samples)], picture_prompt(ask)
        async with closing(answered(model, taken, prompt, _BEST, _HEARD, text.lstrip())) as said:
            async for one in said:
                yield in_part(one, part, len(pieces))


def _pieces(model: Model, sound: Sound) -> list[bytes]:
    form = _audio_format(model)
    return pieces_of(sound.samples, form.sample_rate_hz, form.samples / form.sample_rate_hz)


def _audio_format(model: Model) -> AudioFormat:
    if model.info.media is None:
        raise InvalidInput(Code.CALL_INVALID, f"{model.info.title} does not hear.")
    return model.info.media.audio


def _pictures(given: Picture | Sequence[Picture]) -> Sequence[Picture]:
    return [given] if isinstance(given, Picture) else given
