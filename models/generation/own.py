"""Decides what is made of a Gemma 3 text model that a person has; makes nothing itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models import RecipeError
from models.cache import sha256_of
from models.generation.recipe import KIND, GenerationOrder, gguf_tokenizer, kept_ids
from models.orders import recipe_of
from models.recipe import Label
from models.tokenizer import Tokenizer, read_tokenizer, source_chat_template, token_list
from models.weights import read_weights


@dataclass(frozen=True, slots=True)
class OwnModel:
    """A person's own model: where it lies and how it is to appear. `slice_tokens` 0 keeps all.

    `source` and `licence` (name, url) go into the manifest.
    """

    path: Path
    id: str
    title: str
    style: Literal["pretrained", "instruct", ""]
    slice_tokens: int
    source: Mapping[str, str]
    licence: Mapping[str, str]


def own_order(own: OwnModel) -> GenerationOrder:
    """A GGUF or safetensors folder of a Gemma 3 text model; RecipeError where it is none.

    A folder's own tokenizer.json, chat template and ends of a text (generation_config.json) are
    used; a GGUF's tokens must be Gemma 3's.
    The style is instruct where a template is found and the style is not given.
    """
    weights = read_weights(own.path)
    if own.path.is_dir():
        tokenizer, template = _folder_tokenizer(own.path)
        ends = _folder_ends(own.path, tokenizer)
    else:
        tokenizer, template, ends = gguf_tokenizer(own.path), "", []
    style = own.style or ("instruct" if template else "pretrained")
    if style == "instruct":
        template = template or source_chat_template()
    rows = weights.shape.vocab_size
    if len(tokenizer["model"]["vocab"]) > rows:
        raise RecipeError(f"{own.path}: the tokenizer has more tokens than the {rows} embedded")
    facts = {
        "title": own.title or own.id,
        "language": "en" if own.slice_tokens else "many",
        "licence": {"name": "", "url": "", "file": "", **own.licence},
        "source": dict(own.source),
        "default": False,
    }
    recipe = recipe_of(KIND, own.id, facts, style, own.slice_tokens, _hashes(own.path))
    return GenerationOrder(
        Label(own.id, facts, recipe),
        weights,
        tokenizer,
        style,
        kept_ids=kept_ids(tokenizer, own.slice_tokens, ends),
        ends=ends,
        chat_template=template if style == "instruct" else "",
    )


def _folder_tokenizer(folder: Path) -> tuple[Tokenizer, str]:
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise RecipeError(f"{path} is missing: put the model's tokenizer.json beside its weights")
    jinja, config = folder / "chat_template.jinja", folder / "tokenizer_config.json"
    template = ""
    if jinja.is_file():
        template = jinja.read_text("utf-8")
    elif config.is_file():
        template = _read_json(config).get("chat_template") or ""
    return read_tokenizer(path.read_bytes()), template


def _folder_ends(folder: Path, tokenizer: Tokenizer) -> list[str]:
    """The pieces that end a text as the model's maker says: FunctionGemma has more than Gemma."""
    pieces = token_list(tokenizer)
    for name in ("generation_config.json", "config.json"):
        said = _read_json(folder / name) if (folder / name).is_file() else {}
        ids = said.get("eos_token_id")
        if ids is not None:
            every = ids if isinstance(ids, list) else [ids]
            known = range(len(pieces))
            return [pieces[place] for place in every if place in known]
    return []


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{path}: not JSON ({error})") from error


def _hashes(path: Path) -> list[str]:
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.is_file())
    return [sha256_of(file) for file in files]
