"""Files for the tests of asking: a search that always finds the same passages, and a desk for it.

Knows nothing of how a real index ranks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.embedding.embedder import Embedder
from hearthside.find.ask import AskEvent, Asking, Ended, Passages, Sentence
from hearthside.find.hits import Hit, Hits
from hearthside.generation.model import Model, load_model
from hearthside.ports import AnswerabilityModel, ChatFormat

BRIDGE = (
    "The old bridge was built by Anna Weber in 1873. It is 92 metres long. "
    "Nobody paid a toll for the bridge."
)
BAKERY = "Bread is baked at four in the morning. The bakery does not open on Mondays."
SURE = AnswerabilityModel(bias=100.0, weights=(0.0, 0.0), at=0.5)
DOUBTING = AnswerabilityModel(bias=-100.0, weights=(0.0, 0.0), at=0.5)


@dataclass
class Finder:
    """Finds these texts, a file each; `asked` are the arguments it was called with."""

    texts: Sequence[str]
    languages: Sequence[str] = ("", "", "", "", "")
    asked: list[tuple[str, int, dict[str, object]]] = field(default_factory=list)

    async def search(
        self,
        query: str,
        k: int,
        *,
        files: Collection[str] | None,
        since_ms: int | None,
        until_ms: int | None,
        languages: Collection[str] | None,
    ) -> Hits:
        filters = {"files": files, "since": since_ms, "until": until_ms, "languages": languages}
        self.asked.append((query, k, filters))
        hits = tuple(
            Hit(f"{at}.txt", f"{at}.txt", 0, text, score=1.0 / (at + 1), language=language)
            for at, (text, language) in enumerate(zip(self.texts[:k], self.languages, strict=False))
        )
        return Hits(hits, "both", len(self.texts), ("a note",))


def embedder(engine: FakeEmbedder | None = None) -> Embedder:
    made = engine or FakeEmbedder()
    return Embedder(made, made.info)


async def writer(engine: FakeEngine, chat: ChatFormat | None = None) -> Model:
    engine.info = replace(engine.info, chat=chat)
    return await load_model(engine, "fake")


async def events_of(asking: Asking, question: str) -> list[AskEvent]:
    return [event async for event in asking.ask(question)]


def sentences(events: Sequence[AskEvent]) -> list[Sentence]:
    return [event for event in events if isinstance(event, Sentence)]


def end_of(events: Sequence[AskEvent]) -> Ended:
    """The end, which is the last event and the only one of its kind; passages are the first."""
    assert isinstance(events[0], Passages)
    assert [isinstance(event, Ended) for event in events].count(True) == 1
    end = events[-1]
    assert isinstance(end, Ended)
    return end
