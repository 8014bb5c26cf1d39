"""The models' command line: `python -m models build|describe|list|fetch`.

Says what it does, one line a stage with the seconds gone by. Knows no recipe's inside.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from os.path import normpath
from pathlib import Path

from models import RecipeError
from models.cache import (
    is_whole,
    link,
    models_root,
    one_builder,
    read_manifest,
    stored_entries,
    training_entries,
)
from models.generation.own import OwnModel, own_order
from models.hub import PREFIX, fetch_checkpoint, read_address
from models.manifest import write_index, write_manifest
from models.multimodal.listed import ListedOrder, unfetched
from models.orders import find_pin, pinned_order, pinned_recipe
from models.recipe import Order, make_model
from models.source import HUB, fetch_source, read_pins
from models.tokenizer import TokenizerError
from models.training.stage import add_training

STARTED = time.monotonic()
SLICE_TOKENS = 65536


def report(line: str) -> None:
    """Prints one line of progress."""
    print(f"{time.monotonic() - STARTED:6.1f} s  {line}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives the exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (RecipeError, TokenizerError) as error:
        print(f"models: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser("build", help="make models, or say that they are made")
    build.add_argument("ids", nargs="*", help="pinned models; tiny is a random one")
    build.add_argument("--out", type=Path, help="also put the models into this folder")
    build.add_argument(
        "--from",
        dest="source",
        default="",
        help="a .gguf, a safetensors folder, or hub:ORG/NAME@REVISION",
    )
    build.add_argument("--id", default="", help="the id of the model made with --from")
    build.add_argument("--title", default="", help="its title; the id if not given")
    build.add_argument(
        "--style", choices=["pretrained", "instruct"], default="", help="if not as its files say"
    )
    build.add_argument("--slice", choices=["en", "none"], default="none", help="its vocabulary")
    build.add_argument("--size-tokens", type=int, default=SLICE_TOKENS, help="the slice's size")
    build.add_argument("--licence", default="", help="the name of its licence")
    build.set_defaults(run=_build)
    describe = commands.add_parser(
        "describe", help="write the manifest of a model whose files are listed, without them"
    )
    describe.add_argument("id", help="a pinned model of the hub")
    describe.add_argument("--out", type=Path, required=True, help="the folder of models")
    describe.add_argument(
        "--verify", action="store_true", help="fetch every file, check it, add its chunks"
    )
    describe.set_defaults(run=_describe)
    _add_train(commands)
    commands.add_parser("list", help="what can be built, what is").set_defaults(run=_list)
    commands.add_parser("fetch", help="get the default model's source only").set_defaults(
        run=_fetch
    )
    return parser


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    train = commands.add_parser("train", help="train an adapter that comes with the project")
    train.add_argument("name", choices=("story", "tasks"))
    train.add_argument("--data", type=Path, help="the folder of its lines, if not the project's")
    train.add_argument("--base", default="gemma-3-270m-en", help="the model that it is for")
    train.add_argument("--out", type=Path, help="the folder of its file, if not the project's")
    train.set_defaults(run=_train)


def _build(options: argparse.Namespace) -> None:
    with one_builder():
        _build_all(options)


def _build_all(options: argparse.Namespace) -> None:
    root = models_root()
    root.mkdir(parents=True, exist_ok=True)
    ids = list(options.ids)
    for model in ids:
        _build_pinned(model, root)
    if options.source:
        ids.append(_build_own(options, root))
    write_index(root)
    if options.out:
        _put(ids, root, options.out)


def _build_pinned(model: str, root: Path) -> None:
    pin, entry = find_pin(model)
    recipe = pinned_recipe(pin, entry)
    _make_unless_whole(root / model, recipe, lambda: pinned_order(pin, entry, report))


def _build_own(options: argparse.Namespace, root: Path) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", options.id):
        raise RecipeError("--from needs --id: small letters, digits, dots and dashes")
    own = _from_hub(options) if options.source.startswith(PREFIX) else _from_disk(options)
    report(f"{own.id}: reading {own.path}")
    order = own_order(own)
    _make_unless_whole(root / own.id, order.label.recipe, lambda: order)
    return own.id


def _from_disk(options: argparse.Namespace) -> OwnModel:
    path = Path(options.source)
    if not path.exists():
        raise RecipeError(f"{path} is not there")
    licence = {"name": options.licence}
    return _own(options, path, {"kind": "own", "name": path.name}, licence)


def _from_hub(options: argparse.Namespace) -> OwnModel:
    model = read_address(options.source)
    found = fetch_checkpoint(model, report)
    source = {"kind": "hub", "repository": model.repository, "revision": model.revision}
    licence = {"name": options.licence or found.licence, "url": model.page}
    return _own(options, found.folder, source, licence)


def _own(
    options: argparse.Namespace, path: Path, source: dict[str, str], licence: dict[str, str]
) -> OwnModel:
    slice_tokens = options.size_tokens if options.slice == "en" else 0
    return OwnModel(path, options.id, options.title, options.style, slice_tokens, source, licence)


def _make_unless_whole(folder: Path, recipe: str, order: Callable[[], Order]) -> None:
    if is_whole(folder, recipe):
        report(f"{folder.name}: is there, checked")
    else:
        make_model(order(), folder.parent, report)
        report(f"{folder.name}: done, {folder}")
    add_training(folder, report)


def _train(options: argparse.Namespace) -> None:
    # Only this needs the library, which other commands do without on their path.
    from models.adapters.train import train_adapter

    with one_builder():
        _build_pinned(options.base, models_root())
        write_index(models_root())
    train_adapter(options.name, options.base, report, data=options.data, out=options.out)


def _put(ids: Sequence[str], root: Path, out: Path) -> None:
    """Links (or copies) the files of the models into `out`, and writes its index."""
    for model in ids:
        manifest = read_manifest(root / model)
        if manifest is None:
            raise RecipeError(f"{model} is not built")
        entries = [*stored_entries(manifest), *training_entries(manifest)]
        for path in ["manifest.json", *(entry["path"] for entry in entries)]:
            link(root / model / path, Path(normpath(out / model / path)))
    write_index(out)


def _describe(options: argparse.Namespace) -> None:
    with one_builder():
        pin, entry = find_pin(options.id)
        if pin["source"]["kind"] != HUB:
            raise RecipeError(f"{options.id} is made here, not listed: build it")
        recipe = pinned_recipe(pin, entry)
        order = (
            pinned_order(pin, entry, report) if options.verify else unfetched(pin, entry, recipe)
        )
        assert isinstance(order, ListedOrder)
        report(f"{options.id}: hashing what is here")
        manifest = order.described()
    folder: Path = options.out / options.id
    folder.mkdir(parents=True, exist_ok=True)
    write_manifest(folder, manifest)
    write_index(options.out)
    report(f"{options.id}: described, {folder}")


def _list(_: argparse.Namespace) -> None:
    ids = [entry["id"] for pin in read_pins() for entry in pin["models"]]
    built = {path.parent.name for path in models_root().glob("*/manifest.json")}
    for model in sorted({*ids, *built}):
        print(f"{model:24} {'built' if model in built else 'not built'}")


def _fetch(_: argparse.Namespace) -> None:
    with one_builder():
        for pin in read_pins():
            # Of the others only `build ID` may ask for a gigabyte and more.
            if any(entry["default"] for entry in pin["models"]):
                path, _licence = fetch_source(pin, report)
                report(f"{pin['source']['origin']}: {path}")


if __name__ == "__main__":
    sys.exit(main())
