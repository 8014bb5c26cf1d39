"""What a kind of model must say (Recipe), and how its folder is made (make_model).

A folder is written beside its place and moved in whole. Knows no kind; models/kinds.py lists them.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from models import manifest

CODE_ROOT = Path(__file__).parent
BODY = "body.bin"
TABLE = "table.bin"
Facts = Mapping[str, Any]
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of every model, whatever its kind.

    `facts` go into the manifest as they are (title, language, licence, source, default). `recipe`
    names inputs and code: what was made by another recipe is made anew. `texts` are files by name
    that only have to lie there: the licence and its notice.
    """

    id: str
    facts: Facts
    recipe: str
    texts: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """What is true of the files that an order has written.

    `facts` are its kind's own facts: sizes, needs in bytes, ids that begin and end a text. `prove`
    computes, from the stored bytes and without the graphs, what a runtime must find too (the
    self-test). `elsewhere` are files of the model outside its folder, relative to it. `same_as` has
    the SHA-256 of the file whose numbers another computes: what was read by a model keeps its worth
    where only the way of computing changed.
    """

    facts: Facts
    prove: Callable[[], Facts]
    elsewhere: Sequence[str] = ()
    same_as: Mapping[str, str] = field(default_factory=dict)


class Order(Protocol):
    """All that one model folder is made of."""

    @property
    def label(self) -> Label:
        """What is said of the model whatever its kind."""

    def write(self, folder: Path, report: Report) -> Made:
        """Writes the model's files into an empty folder that lies beside those of other models.

        Raises RecipeError where they cannot be made. Prints one line a stage through `report`.
        """


class Recipe(Protocol):
    """A kind of model: a module with these names, listed in models/kinds.py.

    KIND is the `kind` of its pins and manifests. CODE are the paths under models/, folders with a
    slash, that leave a mark on this kind alone: others are not made anew when they change.
    """

    KIND: str
    CODE: tuple[str, ...]

    def pinned(self, label: Label, pin: Facts, entry: Facts, path: Path) -> Order:
        """The order of one model (`entry`) of a pin file, its fetched and checked source at `path`.

        Raises RecipeError or TokenizerError where the source is not of this kind.
        """


def make_model(order: Order, root: Path, report: Report) -> Path:
    """Writes `root/<id>/`, its manifest last; gives its path. One line a stage through `report`.

    Raises what `order.write` raises; what was at the place before is then untouched.
    """
    label = order.label
    folder = root / f".{label.id}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = order.write(folder, report)
    for name, data in label.texts.items():
        (folder / name).write_bytes(data)
    report(f"{label.id}: computing the self-test, hashing")
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    facts = {
        "id": label.id,
        **label.facts,
        **made.facts,
        "recipe": label.recipe,
        **manifest.file_facts(folder, [*paths, *made.elsewhere], made.same_as),
        **made.prove(),
    }
    manifest.write_manifest(folder, facts)
    place = root / label.id
    shutil.rmtree(place, ignore_errors=True)
    folder.rename(place)
    return place


def hash_of(*inputs: object, code: Path, without: tuple[str, ...] = ()) -> str:
    """The SHA-256, as hex, of inputs (as JSON) and of the code under a folder, less some paths."""
    digest = hashlib.sha256(json.dumps(inputs).encode())
    for path in sorted(code.rglob("*")):
        left_out = path.relative_to(code).as_posix().startswith(without)
        if path.suffix in {".py", ".json", ".txt"} and not left_out:
            digest.update(path.read_bytes())
    return digest.hexdigest()
