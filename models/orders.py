"""Decides what is made of what: the pinned models, `tiny`, and any Gemma 3 a person has.

Turns ids and paths into orders for the recipe; makes nothing itself.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from models import RecipeError
from models.cache import sha256_of
from models.recipe import NOTICE, Order, Report
from models.source import fetch_source
from models.tokenizer import (
    Tokenizer,
    check_against_gguf,
    load_source_tokenizer,
    read_tokenizer,
    source_chat_template,
    token_list,
)
from models.vocabulary import english_slice
from models.weights import gguf_tokens, read_weights
from models.weights.tiny import tiny_tokenizer, tiny_weights

CODE = Path(__file__).parent
BYSTANDERS = {"__main__.py", "cache.py", "source.py", "hub"}  # they leave no mark on the bytes
OTHERS = ("embedding/", "graphs/embedding.py", "pins/")  # leave no mark on models that write
TINY_ID = "tiny"
NO_LICENCE = {"name": "", "url": "", "file": ""}


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


def recipe_of(*inputs: object, code: Path = CODE, others: Sequence[str] = OTHERS) -> str:
    """A name for the code under a folder (less BYSTANDERS and others) and its inputs, as hex."""
    digest = hashlib.sha256(json.dumps(inputs).encode())
    for path in sorted(code.rglob("*")):
        part = path.relative_to(code)
        left_out = part.parts[0] in BYSTANDERS or part.as_posix().startswith(tuple(others))
        if path.suffix in {".py", ".json", ".txt"} and not left_out:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def tiny_order() -> Order:
    """The random model for tests."""
    tokenizer = tiny_tokenizer()
    facts = {
        "title": "Tiny (random, for tests)",
        "language": "en",
        "licence": NO_LICENCE,
        "source": {"kind": "random"},
        "default": False,
    }
    recipe = recipe_of(TINY_ID)
    return Order(TINY_ID, tiny_weights(tokenizer), tokenizer, "pretrained", facts, recipe)


def pinned_order(pin: dict[str, Any], entry: dict[str, Any], report: Report) -> Order:
    """One model of a pin file, its source fetched and its tokenizer checked against it."""
    path, licence_text = fetch_source(pin, report)
    report(f"{entry['id']}: reading the source")
    tokenizer = _checked_tokenizer(path)
    facts = {
        "title": entry["title"],
        "language": entry["language"],
        "licence": {key: pin["licence"][key] for key in ("name", "url", "file")},
        "source": pin["source"],
        "default": entry["default"],
    }
    texts = {pin["licence"]["file"]: licence_text, NOTICE: pin["notice"].encode() + b"\n"}
    return Order(
        id=entry["id"],
        weights=read_weights(path),
        tokenizer=tokenizer,
        style=pin["style"],
        facts=facts,
        recipe=pinned_recipe(pin),
        kept_ids=_kept(tokenizer, entry.get("size_tokens", 0)),
        body_folder=pin["body"],
        body_recipe=recipe_of(pin["source"]["sha256"], code=CODE / "weights"),
        texts=texts,
    )


def pinned_recipe(pin: dict[str, Any]) -> str:
    """The recipe's name for the models of a pin file."""
    return recipe_of(pin)


@cache
def _checked_tokenizer(path: Path) -> Tokenizer:
    tokenizer = load_source_tokenizer()
    check_against_gguf(tokenizer, gguf_tokens(path))
    return tokenizer


def _kept(
    tokenizer: Tokenizer, slice_tokens: int, ends: Sequence[str] = ()
) -> Sequence[int] | None:
    if not slice_tokens:
        return None
    ids = {tokenizer["model"]["vocab"][piece] for piece in ends}
    return sorted(ids.union(english_slice(tokenizer, slice_tokens)))


def own_order(own: OwnModel) -> Order:
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
        tokenizer, template, ends = _checked_tokenizer(own.path), "", []
    style = own.style or ("instruct" if template else "pretrained")
    if style == "instruct":
        template = template or source_chat_template()
    rows = weights.shape.vocab_size
    if len(tokenizer["model"]["vocab"]) > rows:
        raise RecipeError(f"{own.path}: the tokenizer has more tokens than the {rows} embedded")
    facts = {
        "title": own.title or own.id,
        "language": "en" if own.slice_tokens else "many",
        "licence": {**NO_LICENCE, **own.licence},
        "source": dict(own.source),
        "default": False,
    }
    return Order(
        id=own.id,
        weights=weights,
        tokenizer=tokenizer,
        style=style,
        facts=facts,
        recipe=recipe_of(own.id, facts, style, own.slice_tokens, _hashes(own.path)),
        kept_ids=_kept(tokenizer, own.slice_tokens, ends),
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
