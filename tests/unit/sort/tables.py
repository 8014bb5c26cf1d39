"""Tables to sort with the fake engines: rows whose words decide. Holds no test."""

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.classify import Embeddings, Label
from hearthside.documents.tables import Table
from hearthside.embedding.embedder import load_embedder
from hearthside.generation.model import Model, load_model
from hearthside.sort import Decider, Sorting

LABELS = (Label("praise", "somebody is pleased"), Label("complaint", "something went wrong"))
ROWS = (
    "I love it, praise for all of it",
    "It broke, a complaint",
    "praise, it works well",
    "complaint: late again",
    "neither here nor there",
)
MANY = tuple([f"{text} {number}" for number in range(60) for text in ROWS[:2]])


async def language() -> tuple[FakeEngine, Model]:
    """A language model that judges by the words it has read."""
    engine = FakeEngine()
    return engine, await load_model(engine, "fake")


async def vectors(engine: FakeEmbedder | None = None) -> Embeddings:
    """An embedding model for which texts are alike that share words."""
    return Embeddings(await load_embedder(engine or FakeEmbedder(), "fake"), FakeMatrices())


def table_of(texts: tuple[str, ...] = ROWS) -> Table:
    """A file's table: numbers and texts."""
    rows = tuple([(str(at), text) for at, text in enumerate(texts, start=1)])
    return Table("reviews.csv", ("id", "text"), rows)


async def sorted_rows(texts: tuple[str, ...], model: Decider, **asked: object) -> Sorting:
    """All rows are read."""
    sorting = await Sorting.begin(texts, LABELS, model=model, **asked)  # type: ignore[arg-type]
    async for _ in sorting.read():
        pass
    return sorting
