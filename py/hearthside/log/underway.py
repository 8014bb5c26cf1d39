"""A text that is being written, as the log sees it now and then. Knows nothing of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from hearthside.errors import HearthsideError
from hearthside.generation.listening import Asked, Writing
from hearthside.log.entry import Entry, new_id
from hearthside.log.occasion import Occasion


@dataclass(slots=True)
class Underway:
    """`seen_tokens` is what was written down of it, `seen_s` when it last grew, by the log's clock;
    `kept` whether any state of it has been kept."""

    asked: Asked
    writing: Writing
    occasion: Occasion
    seen_s: float
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = ""
    seen_tokens: int = -1
    kept: bool = False
    _prompt: str | None = None

    def __post_init__(self) -> None:
        self.id = new_id(int(self.at.timestamp() * 1000))

    @property
    def over(self) -> bool:
        return self.writing.reason is not None

    @property
    def grown(self) -> bool:
        """Whether there is more to write down. A prompt that was never read is not worth it."""
        if not self.over and self.writing.prompt_tokens == 0:
            return False
        return self.over or len(self.writing.token_ids) > self.seen_tokens

    async def entry(self) -> Entry:
        """What is to be written of it now."""
        if self._prompt is None:
            self._prompt = await _text_of(self.asked)
        # From here on nothing waits: this is one moment of the text.
        asked, writing = self.asked, self.writing
        return Entry(
            id=self.id,
            conversation=self.occasion.id,
            name=self.occasion.name,
            model=asked.info.id,
            model_hash=asked.info.hash,
            prompt=self._prompt,
            response=writing.text,
            options={**asked.settings, **({"media": asked.media} if asked.media else {})},
            outcome=_outcome(writing),
            at=self.at.isoformat(),
            duration_ms=round(1000 * writing.elapsed_s),
            input_tokens=writing.prompt_tokens,
            output_tokens=len(writing.token_ids),
        )


def _outcome(writing: Writing) -> Mapping[str, object]:
    found: dict[str, object] = {"tokens_per_second": round(writing.tokens_per_second, 2)}
    return found if writing.reason is None else {"reason": str(writing.reason), **found}


async def _text_of(asked: Asked) -> str:
    """The prompt as text. A picture is hundreds of times one token, which is written once."""
    if isinstance(asked.prompt, str):
        return asked.prompt
    ids = [next(run) for _, run in groupby(asked.prompt)] if asked.media else asked.prompt
    try:
        return await asked.engine.decode(ids)
    except HearthsideError:
        return f"({len(asked.prompt)} tokens, whose model is no longer there to spell them)"
