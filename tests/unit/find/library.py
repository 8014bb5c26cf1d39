"""Documents and an index to try things on, made by hand: nothing here needs a model."""

from dataclasses import dataclass, field, replace
from random import Random

from hearthside.adapters.fake.embedder import FAKE_EMBEDDER, FakeEmbedder
from hearthside.adapters.fake.matrices import FakeMatrices
from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.documents.document import Document, Section, content_hash
from hearthside.embedding.embedder import Embedder
from hearthside.find.index import Index

OTHER_MODEL = replace(FAKE_EMBEDDER, id="other-embedding", hash="other")


def document(path: str, *texts: str | Section, modified_ms: int = 0, language: str = "en",
             title: str = "") -> Document:  # fmt: skip
    """A document with a section for each text."""
    sections = tuple(Section(text) if isinstance(text, str) else text for text in texts)
    content = repr(sections).encode("utf-8", "surrogatepass")
    return Document(
        name=path.rsplit("/", 1)[-1],
        path=path,
        kind="txt",
        sections=sections,
        modified_ms=modified_ms,
        size_bytes=len(content),
        hash=content_hash(content),
        title=title,
        language=language,
    )


def sentences(count: int, about: str = "", seed: int = 0) -> str:
    """So many sentences of made words, each with `about` in it."""
    draw = Random(f"{seed} {about!a}")
    words = ["".join(draw.choices("aeioulmnrst", k=draw.randint(3, 8))) for _ in range(200)]
    return " ".join(
        f"{' '.join(draw.choices(words, k=8)).capitalize()} {about} {number}."
        for number in range(count)
    )


@dataclass
class House:
    """What an index stands on, and the ways to open it."""

    engine: FakeEmbedder = field(default_factory=FakeEmbedder)
    matrices: FakeMatrices = field(default_factory=FakeMatrices)
    encrypted: FakeEncryptedStore = field(default_factory=FakeEncryptedStore)

    def embedder(self, truncate_dim: int | None = None) -> Embedder:
        return Embedder(self.engine, self.engine.info, truncate_dim=truncate_dim)

    async def open(self, *, model: bool = True, dimensions: int | None = None) -> Index:
        embedder = self.embedder() if model else None
        return await Index.open(
            self.encrypted, self.matrices, "letters", embedder, dimensions=dimensions
        )


BRIDGE = document(
    "letters/bridge.md",
    "The old bridge over the river was built by Ada Stone in 1874. It has five arches of granite.",
    modified_ms=1000,
)
BREAD = document(
    "letters/bread.md",
    "Bread needs flour, water, salt and time. The dough rests overnight in a cool room.",
    modified_ms=2000,
)
GARDEN = document(
    "garten.txt",
    "Der Garten braucht Wasser am Abend. Die Rosen stehen an der Mauer aus Granit.",
    modified_ms=3000,
    language="de",
)
