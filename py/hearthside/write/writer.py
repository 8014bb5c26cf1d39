"""Everyday jobs on a text, done by one model: each a `Writing` that is iterated for its events.

    async with Writer(model) as writer:
        async with writer.summarise(text, sentences=2) as writing:
            async for event in writing:
                ...          # Sent: a prompt in its parts; Piece: what can be shown
        print(writing.result.text)

The model is the base with the adapter `tasks` beside it (`Model.adapted`), or one that chats. What
no model is trusted with is enforced while it draws: as many sentences as asked, no number and no
name that the text does not hold; what slips through all the same is marked. A text that gives
orders is only a text. Knows nothing of screens.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from typing import Concatenate, Final, ParamSpec, Self, TypeAlias

from hearthside.generation.model import Model
from hearthside.write.asks import How, Tone
from hearthside.write.drawing import Drawer, check_fit
from hearthside.write.jobs.answers import answer, label
from hearthside.write.jobs.extracting import Fields, extraction
from hearthside.write.jobs.judging import judged
from hearthside.write.jobs.naming import keywords, title
from hearthside.write.jobs.rewriting import reply, rewritten
from hearthside.write.jobs.summaries import SummaryForm, summary
from hearthside.write.result import Event, Row, Written
from hearthside.write.writing import Draft, Writing

_P = ParamSpec("_P")
_Begun: TypeAlias = tuple[Draft, AsyncGenerator[Event, None]]
_USUAL_SENTENCES: Final = 2


class Writer:
    """Does tasks with a model, one after another, in one context that it keeps. Close it.

    Tasks on one text share what was read of it.
    """

    def __init__(self, model: Model) -> None:
        self.model: Final = model
        self._drawer: Final = Drawer(model)

    def summarise(
        self,
        text: str,
        *,
        sentences: int | None = None,
        bullets: int | None = None,
        for_child: bool = False,
    ) -> Writing:
        """At most so many sentences (two by default) or bullet points, 1 to 8."""
        usual = _USUAL_SENTENCES if sentences is None and bullets is None else sentences
        return self._writing(summary, text, SummaryForm(usual, bullets, for_child))

    def answer(self, text: str, question: str) -> Writing:
        """A short answer from the text, with the sentence it rests on, or `said` is False."""
        return self._writing(answer, text, question)

    def reply(self, text: str, points: Sequence[str], tone: Tone = "plain") -> Writing:
        """A reply that says the points, to whoever signed the text."""
        return self._writing(reply, text, points, tone)

    def rewrite(self, text: str, how: How) -> Writing:
        """The text simpler, politer, shorter or corrected."""
        return self._writing(rewritten, text, how)

    def title(self, text: str) -> Writing:
        """A title."""
        return self._writing(title, text)

    def keywords(self, text: str) -> Writing:
        """Up to five keywords, word for word from the text."""
        return self._writing(keywords, text)

    def classify(self, text: str, labels: Sequence[str]) -> Writing:
        """The likeliest of 2 to 50 labels; for tables, or with a person's help, see
        `hearthside.sort`."""
        return self._writing(label, text, labels)

    def extract(self, text: str, fields: Fields) -> Writing:
        """A value for each field: a frozen dataclass, the fields of a form, or a JSON schema."""
        return self._writing(extraction, text, fields)

    def check(self, written: Written, ask: str, again: Callable[[], Writing]) -> Writing:
        """An answer or a summary by another model, judged by this one, which chats: it stands, or
        what `again` writes of this writer stands in its place. The notes say which."""
        return Writing(lambda: judged(self.model, written, ask, again))

    async def extract_rows(
        self, texts: Sequence[str], fields: Fields, done: Iterable[int] = ()
    ) -> AsyncGenerator[Row, None]:
        """A row for each text, files or the rows of a table, whose index is not among `done`.

        A text without a word is a row with its problem; what is wrong with the fields, the model or
        the engine is raised, and what came before it stands.
        """
        left_out = set(done)
        for index, text in enumerate(texts):
            if index in left_out:
                continue
            if any(map(str.isalnum, text)):
                async with self.extract(text, fields) as writing:
                    yield Row(index, len(texts), await writing.read())
            else:
                yield Row(index, len(texts), None, "There is no text in this row.")

    async def aclose(self) -> None:
        """Give the model's cache back."""
        await self._drawer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _writing(
        self, job: Callable[Concatenate[Drawer, _P], _Begun], *args: _P.args, **more: _P.kwargs
    ) -> Writing:
        def begin() -> _Begun:
            check_fit(self.model)
            return job(self._drawer, *args, **more)

        return Writing(begin)
