"""A model's context, laid out for the next answer: what of a talk is read, and what it takes.

Only the newest turns that fit are read; where older ones are left, a summary stands for them (see
`summing`). Each turn is encoded by itself, once: turns end with a control token, which no token
reaches across. Thoughts are left out of earlier turns, as Gemma 4's template does. What a person
typed is neutralised before it is encoded: it opens and ends no turn, and takes no picture's place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hearthside.errors import InvalidInput, error_of
from hearthside.generation import chat
from hearthside.generation.media import encoded, give_back, places_of
from hearthside.generation.model import Context, Model
from hearthside.generation.thoughts import empty_thought
from hearthside.media import Taken
from hearthside.ports import Encoded
from hearthside.talk.conversation import Conversation, Summary, Turn
from hearthside.text.escape import neutralise, safe_line
from hearthside.wire import Code

# Fewer would be no answer.
LEAST_ANSWER_TOKENS: Final = 64
_SUMMARY_LEAD: Final = "What was said before, in short:"


@dataclass(frozen=True, slots=True)
class ContextUse:
    """How many tokens of `context_tokens` the parts take; `answer` is what is kept free for it.

    `left_out` counts the turns of the path that are not read, for which the summary stands.
    """

    context_tokens: int
    system: int = 0
    summary: int = 0
    turns: int = 0
    question: int = 0
    answer: int = 0
    left_out: int = 0

    @property
    def free(self) -> int:
        """What nothing takes."""
        taken = self.system + self.summary + self.turns + self.question + self.answer
        return max(0, self.context_tokens - taken)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What is fed: ids, and what stands in the places among them. `waiting` are the oldest turns
    of the path that do not fit and have no summary yet; with any, nothing is to be fed."""

    ids: tuple[int, ...]
    media: tuple[Encoded, ...]
    use: ContextUse
    waiting: tuple[int, ...] = ()


@dataclass(slots=True)
class Reading:
    """What a model has read of talks and keeps for the next answer: a cache, the ids of turns, and
    the pictures and sounds in them by their ids."""

    model: Model
    context: Context | None = None
    ids: dict[str, tuple[int, ...]] = field(default_factory=dict)
    media: dict[str, Encoded] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    async def encode(self, text: str) -> tuple[int, ...]:
        """The ids of a piece of a prompt, asked for once."""
        self.used.add(text)
        if text not in self.ids:
            self.ids[text] = tuple(await self.model.encode(text, bos=False))
        return self.ids[text]

    async def see(self, id_: str, taken: Taken) -> Encoded:
        """What the model has read of a picture or a sound."""
        self.used.add(id_)
        if id_ not in self.media:
            self.media[id_] = await encoded(self.model, taken)
        return self.media[id_]

    async def forget_unused(self) -> None:
        """Keep what was asked for since this was done last, and nothing else."""
        self.ids = {text: ids for text, ids in self.ids.items() if text in self.used}
        for id_ in [id_ for id_ in self.media if id_ not in self.used]:
            await give_back(self.model, self.media.pop(id_))
        self.used.clear()


class Layout:
    """Lays talks out for one model. `held` are the pictures and sounds that are still there, by the
    ids of what was shown; `answer_tokens` are kept free for the answer where there is room.

    Raises ModelError (model.unfit) where the model does not chat.
    """

    def __init__(
        self, reading: Reading, held: Mapping[str, Taken], answer_tokens: int, thinking: bool
    ) -> None:
        info = reading.model.info
        if info.chat is None:
            raise error_of(Code.MODEL_UNFIT, f"{info.title} was not taught to answer.")
        self.room = info.context_tokens
        self._info, self._chat, self._reading = info, info.chat, reading
        self._held = held if info.media is not None else {}
        self._asks = thinking and info.thinking is not None and bool(info.chat.system)
        self._answer = min(answer_tokens, self.room // 4)
        self._opening = f"{self._chat.start}{self._chat.user}\n"

    async def lay_out(self, talk: Conversation) -> LaidOut:
        """The path as far as it fits. Raises InvalidInput (context.full) where the system text and
        the last question alone do not, and what the engine raises."""
        summary, path = talk.summary(), talk.path()
        first = path.index(summary.upto) + 1 if summary is not None else 0
        turns = [talk.turn(at) for at in path[first:]]
        begun = turns[-1] if turns and turns[-1].role == "model" and turns[-1].end else None
        turns = turns[:-1] if begun is not None else turns
        asked = [one for one in turns[-1:] if one.role == "user"]
        old = turns[: len(turns) - len(asked)]
        fixed = await self._fixed(talk.system, summary, asked, begun)
        left = self.room - sum(fixed)
        answer = min(self._answer, left)
        kept = await self._newest(turns, len(old), left - answer)
        if kept < len(old):
            # Half of the room, so that the next few turns need no summary of their own.
            kept = await self._newest(turns, len(old), (left - answer) // 2)
        read = turns[len(old) - kept :]
        ids, media = await self._fed(_told(talk.system, summary), read, begun)
        system, short, question = fixed
        use = ContextUse(self.room, system, short, len(ids) - sum(fixed), question, answer, first)
        return LaidOut(ids, media, use, path[first : first + len(old) - kept])

    async def oldest_that_fit(
        self, talk: Conversation, waiting: Sequence[int], question: Turn
    ) -> int:
        """How many of the turns `waiting` can be read with a question about them."""
        left = self.room - sum(await self._fixed(talk.system, talk.summary(), [question], None))
        turns = [talk.turn(at) for at in waiting]
        texts = self._split(self._rendered("", turns))
        taken = 0
        for at in range(0, len(turns), 2):
            ids, _ = await self._encoded(texts[at : at + 2], turns[at : at + 2])
            taken += len(ids)
            if taken > left - min(self._answer, left):
                return at
        return len(turns)

    async def _fixed(
        self, system: str, summary: Summary | None, asked: Sequence[Turn], begun: Turn | None
    ) -> tuple[int, int, int]:
        """The tokens of what is read whatever is left out: system text, summary, last question."""
        question = len((await self._fed("", asked, begun))[0])
        bare = len((await self._fed(_told(system, None), asked, begun))[0])
        whole = len((await self._fed(_told(system, summary), asked, begun))[0])
        if whole + LEAST_ANSWER_TOKENS > self.room:
            longer = bare - question > question
            what, tokens = ("system text", bare) if longer else ("question", question)
            raise InvalidInput(
                Code.CONTEXT_FULL,
                f"The {what} is {tokens:,} tokens long. This model reads {self.room:,} at once, "
                "and needs room for its answer. Shorten it.",
            )
        return bare - question, whole - bare, question

    async def _newest(self, turns: Sequence[Turn], old: int, room: int) -> int:
        """How many of the newest `old` turns fit, in pairs of question and answer. What is older
        is not even encoded."""
        texts = self._split(self._rendered("", turns[:old])) if old else []
        kept = taken = 0
        for at in range(old - 2, -1, -2):
            pair = turns[at : at + 2]
            ids, _ = await self._encoded(texts[at : at + 2], pair)
            taken += len(ids)
            if taken > room:
                break
            kept += 2
        return kept

    async def _fed(
        self, told: str, turns: Sequence[Turn], begun: Turn | None
    ) -> tuple[tuple[int, ...], tuple[Encoded, ...]]:
        """What is fed: the system text, the turns, and the answer as far as it was begun."""
        if not turns:
            turns = (Turn("user", ""),)
        text = self._thinking(self._rendered(told, turns), told)
        *said, opening = self._split(text)
        opening += "" if self._asks and begun is None else empty_thought(self._info)
        opening += neutralise(begun.text.rstrip()) if begun is not None else ""
        ids, media = await self._encoded([*said, opening], turns)
        return (self._info.bos_id, *ids), media

    async def _encoded(
        self, texts: Sequence[str], turns: Sequence[Turn]
    ) -> tuple[tuple[int, ...], tuple[Encoded, ...]]:
        """The ids of turns as they are written, and of what was shown with the questions."""
        ids: list[int] = []
        media: list[Encoded] = []
        questions = iter([one for one in turns if one.role == "user"])
        for text in texts:
            before, opening, rest = text.partition(self._opening)
            shown = next(questions).shown if opening else ()
            seen = [
                await self._reading.see(one.id, self._held[one.id])
                for one in shown
                if one.id in self._held
            ]
            if not seen:
                ids += await self._reading.encode(text)
                continue
            ids += await self._reading.encode(before + opening)
            ids += [token for one in seen for token in places_of(self._info, one)]
            ids += await self._reading.encode(rest)
            media += seen
        return tuple(ids), tuple(media)

    def _rendered(self, told: str, turns: Sequence[Turn]) -> str:
        """The turns in the model's own marks, up to where its answer begins."""
        said = [chat.Turn(one.role, self._words(one)) for one in turns]
        system = [chat.Turn("system", told)] if told else []
        return chat.render_chat([*system, *said], self._chat)

    def _thinking(self, text: str, told: str) -> str:
        """The text with a system turn that asks for thoughts, where they are wanted."""
        form = self._info.thinking
        if not self._asks or form is None:
            return text
        start = f"{self._chat.start}{self._chat.system}\n"
        rest = text.removeprefix(start) if told else f"{self._chat.end}\n{text}"
        return f"{start}{form.ask}\n{rest}"

    def _split(self, text: str) -> list[str]:
        """A piece for each turn, its end with it, and one for what follows the last."""
        *ended, rest = text.split(self._chat.end)
        return [*[f"{one}{self._chat.end}" for one in ended], rest]

    def _words(self, turn: Turn) -> str:
        """What was said; what was shown and cannot be seen is named in words."""
        named = [
            f"[A {one.kind} was given here that you cannot take in: {safe_line(one.name, 80)}]"
            for one in turn.shown
            if one.id not in self._held
        ]
        return "\n".join(filter(None, [*named, turn.text]))


def _told(system: str, summary: Summary | None) -> str:
    """The instructions, and what was said before in short."""
    short = f"{_SUMMARY_LEAD} {summary.text.strip()}" if summary is not None else ""
    return "\n\n".join(filter(None, [system.strip(), short]))
