"""The kinds of models: each recipe, under the `kind` that its pins and manifests have."""

from models.embedding import recipe as embedding
from models.generation import recipe as generation
from models.multimodal import recipe as multimodal
from models.recipe import Recipe

RECIPES: dict[str, Recipe] = {recipe.KIND: recipe for recipe in (generation, embedding, multimodal)}
