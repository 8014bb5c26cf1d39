"""The models that can decide: the language model, or the embedding model.

Knows where the loaded ones are; knows nothing of how either decides.
"""

from dataclasses import dataclass
from typing import Final

from app.shell.actions.embedder import EmbedderActions
from app.shell.actions.model import ModelActions
from app.shell.deciding import By
from hearthside.classify import Embeddings
from hearthside.embedding.embedder import Embedder
from hearthside.generation.model import Model
from hearthside.ports import EmbeddingEngine, Matrices

# A third of the arithmetic and of the room that 768 numbers take, for a few tenths of a point.
DIMENSIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded model that decides. Readings of one `hash` can be decided together."""

    by: By
    model: Model | Embeddings
    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The models as they are loaded now."""

    models: ModelActions
    embedders: EmbedderActions
    engine: EmbeddingEngine
    matrices: Matrices

    def of(self, by: By) -> Source | None:
        """The model that decides so; None while it is not loaded."""
        if by == "likelihood":
            model = self.models.model
            return Source(by, model, model.info.id, model.info.hash) if model else None
        embedder = self.embedder()
        if embedder is None:
            return None
        embeddings = Embeddings(embedder, self.matrices)
        return Source(by, embeddings, embeddings.id, embeddings.hash)

    def embedder(self) -> Embedder | None:
        """What makes short vectors; None while no embedding model is loaded."""
        loaded = self.embedders.embedder
        if loaded is None:
            return None
        info = loaded.info
        numbers = next((one for one in info.truncations if one <= DIMENSIONS), info.dimensions)
        return Embedder(self.engine, info, truncate_dim=numbers)
