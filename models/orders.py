"""Turns the id of a pinned model into an order, by the recipe of its kind; makes nothing itself."""

from typing import Any

from models import RecipeError
from models.kinds import RECIPES
from models.manifest import GENERATE
from models.recipe import CODE_ROOT, Facts, Label, Order, Report, hash_of
from models.source import fetch_source, read_pins

# They leave no mark on the bytes.
BYSTANDERS = (
    *("__main__.py", "cache.py", "source.py", "kinds.py", "hub/", "pins/"),
    *("training/", "adapters/"),
)
NOTICE = "NOTICE.txt"


def find_pin(model: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The pin file and the entry in it that describe a model; RecipeError where none does."""
    for pin in read_pins():
        for entry in pin["models"]:
            if entry["id"] == model:
                return pin, entry
    raise RecipeError(f"no model is called {model}; python -m models list shows them")


def pinned_order(pin: Facts, entry: Facts, report: Report) -> Order:
    """One model of a pin file, its source fetched and checked.

    Raises RecipeError where that fails, and what the recipe of its kind raises.
    """
    recipe, kind = pinned_recipe(pin, entry), _kind(pin)
    path, licence_text = fetch_source(pin, report)
    report(f"{entry['id']}: reading the source")
    licence = {key: pin["licence"][key] for key in ("name", "url", "file")}
    texts = {}
    if licence["file"]:
        texts = {licence["file"]: licence_text, NOTICE: pin["notice"].encode() + b"\n"}
    facts = {
        **({"kind": pin["kind"]} if "kind" in pin else {}),
        "title": entry["title"],
        "language": entry["language"],
        "licence": licence,
        "source": pin["source"],
        "default": entry["default"],
    }
    label = Label(entry["id"], facts, recipe, texts)
    return RECIPES[kind].pinned(label, pin, entry, path)


def pinned_recipe(pin: Facts, entry: Facts) -> str:
    """The name of the code and the inputs of one model of a pin file, as hex."""
    return recipe_of(_kind(pin), {**pin, "models": [entry]})


def recipe_of(kind: str, *inputs: object) -> str:
    """A name for the inputs and for the code that makes models of this kind, as hex."""
    others = (path for name, one in RECIPES.items() if name != kind for path in one.CODE)
    return hash_of(*inputs, code=CODE_ROOT, without=(*BYSTANDERS, *others))


def _kind(pin: Facts) -> str:
    kind = str(pin.get("kind", GENERATE))
    if kind not in RECIPES:
        raise RecipeError(f"no recipe makes models of kind {kind}: add it to models/kinds.py")
    return kind
