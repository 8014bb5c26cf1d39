"""The adapters that come with the project: what each is trained on, and how; and whether a file is
what comes of that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hearthside.errors import InvalidInput
from hearthside.finetune import FinetuneOptions, Pair, data_hash
from hearthside.lora import read_adapter
from hearthside.story.taught import PROMPT_FORMAT as STORY_FORMAT
from hearthside.write import PROMPT_FORMAT as TASKS_FORMAT
from models.adapters.corpus.lines import DATA
from models.adapters.pairs import story_pairs, task_pairs

ADAPTERS = Path(__file__).parent
BASE_HASH = "b902acfe014858eadc0a1513f19c75b4a32c1155d55983a5b30137285f789928"
"""The SHA-256 of the layers of Gemma 3 270M as they are stored, of its slice and the whole."""
LICENCE = "CC0-1.0"
ENDING = ".safetensors"


@dataclass(frozen=True, slots=True)
class AdapterRecipe:
    """What an adapter is trained on, and how."""

    title: str
    prompt_format: str
    pairs: Callable[[Path], list[Pair]]
    options: FinetuneOptions


RECIPES = {
    "story": AdapterRecipe(
        "Bedtime stories, a scene from its line",
        STORY_FORMAT,
        story_pairs,
        FinetuneOptions(epochs=1, evaluations=4, held_out_most=60, max_tokens=512),
    ),
    "tasks": AdapterRecipe(
        "Everyday jobs on a text",
        TASKS_FORMAT,
        task_pairs,
        FinetuneOptions(epochs=1, evaluations=3, held_out_most=60, max_tokens=1024),
    ),
}


def strays(name: str, path: Path, data: Path = DATA) -> Iterator[str]:
    """In what the adapter `name` at `path` is not what its recipe makes of the data now."""
    recipe = RECIPES[name]
    try:
        manifest = read_adapter(path.read_bytes()).manifest
    except InvalidInput as error:
        yield f"{path.name} cannot be read: {error.detail or error.message}"
        return
    wanted = {
        "name": (manifest.name, name),
        "base": (manifest.base, BASE_HASH),
        "prompt format": (manifest.prompt_format, recipe.prompt_format),
        "data": (manifest.data.hash, data_hash(recipe.pairs(data))),
        "recipe": (manifest.recipe, recipe.options.recipe()),
        "licence": (manifest.licence, LICENCE),
    }
    for what, (found, expected) in wanted.items():
        if found != expected:
            yield f"{path.name}: its {what} is {found}, not {expected}. Train it anew."
