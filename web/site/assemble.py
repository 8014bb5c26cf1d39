"""Puts the static site together: `python -m web.site.assemble [--models DIR] [--out dist]`.

Copies what is served, builds the wheel, prerenders the page, freezes Python, links the models and
lists every file with its hash for the service worker. The same inputs give the same bytes.
Knows where things lie; does not know what they do. Nothing under tests/ is ever shipped.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from app import prerender
from hearthside.lora import read_adapter
from models.cache import stored_entries
from models.manifest import write_index
from web.site.headers import EVERYWHERE, WORKBENCH_PREFIX, hosts_file, origins_of, policies
from web.site.hub import offer_from_hub
from web.site.serve import UNKNOWN
from web.site.vendor import copy_vendor

ROOT: Final = Path(__file__).resolve().parents[2]
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
# Imported before Python is frozen: afterwards their files are gone.
_PACKAGES: Final = "hearthside,app,et_xmlfile,openpyxl"

# Fetched when first wanted, then kept: only some visitors need them. All else is kept at once.
_ON_USE: Final = (
    "vendor/ort/ort-wasm-simd-threaded.asyncify.",
    "vendor/ort/ort-wasm-simd-threaded.jspi.",
    "vendor/pdf/",
    "vendor/structured-output.js",
    "adapters/",
)

# The graphs whose files come when the first picture or sound does (web/storage/models/manifest.js).
_LATER: Final = {"image": "vision_encoder", "audio": "audio_encoder"}

# What the mind reads from app.zip: its code, and the samples.
_READ_BY_PYTHON: Final = (".py", ".toml", ".csv", ".md", ".txt")

# For hosts, and what the list itself is written into.
_UNLISTED: Final = {"_headers", ".nojekyll", "files.json", "sw.js"}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True, help="folder of built models")
    parser.add_argument("--wheels", type=Path, required=True, help="folder of wheels.lock's wheels")
    parser.add_argument("--processor", type=Path, required=True, help="folder of its two builds")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    hub = "a pinned model that the page itself fetches from its hub"
    parser.add_argument("--hub", action="append", default=[], metavar="MODEL", help=hub)
    args = parser.parse_args()
    fresh = args.out.with_name(f"{args.out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    assemble(fresh, args.models, args.wheels, args.processor, args.hub)
    shutil.rmtree(args.out, ignore_errors=True)
    fresh.rename(args.out)


def assemble(
    out: Path, models: Path, wheels: Path, processor: Path, hub: Sequence[str] = ()
) -> None:
    """Fill the empty folder `out` with the whole site."""
    copy_own(out)
    compile_kernels(out)
    for build in sorted(processor.glob("*.wasm")):
        _copy(build, out / "web/engine/processor" / build.name)
    copy_vendor(ROOT / "node_modules", wheels, out)
    cut_grammar(out / "vendor/structured-output.js")
    wheel = build_wheel(out)
    zip_tree(ROOT / "app", out / "app.zip", suffixes=_READ_BY_PYTHON, prefix="app/")
    freeze(out, wheel)
    link_models(models, out / "models")
    offer_from_hub(hub, out / "models", ROOT / "LICENSE", ())
    list_parts(out / "models")
    list_adapters(ROOT / "models/adapters", out)
    (out / "index.html").write_text(prerender(), encoding="utf-8")
    _copy(ROOT / "web/site/unknown.html", out / UNKNOWN)
    _copy(ROOT / "app/page/start/reset.html", out / "reset.html")
    (out / "_headers").write_text(hosts_file(origins_of(out)), encoding="utf-8")
    (out / ".nojekyll").touch()  # GitHub Pages would leave out what starts with an underscore
    seal(out)


def copy_own(out: Path) -> None:
    """The files of app/ and web/ that a browser reads, and the licences."""
    for source in sorted((ROOT / "app").rglob("*")):
        inside = source.relative_to(ROOT / "app")
        bench = inside.parts[0] == WORKBENCH_PREFIX.rstrip("/")
        if not source.is_file() or "__pycache__" in inside.parts:
            continue
        unread = source.suffix in (*_READ_BY_PYTHON, ".html") or source.name == "tsconfig.json"
        if bench or not unread:
            _copy(source, out / inside if bench else out / "app" / inside)
    for source in sorted((ROOT / "web").rglob("*.js")):
        if source.name != "sw.js":
            _copy(source, out / source.relative_to(ROOT))
    for name in ("LICENSE", "NOTICE"):
        _copy(ROOT / name, out / "licences" / f"{name}.txt")


def compile_kernels(out: Path) -> None:
    """WebAssembly for each text of it under web/, in the same place."""
    for source in sorted((ROOT / "web").rglob("*.wat")):
        target = (out / source.relative_to(ROOT)).with_suffix(".wasm")
        subprocess.run(["node", ROOT / "web/site/kernel.mjs", source, target], check=True)


def cut_grammar(target: Path) -> None:
    """The library of grammars, without what it wants transformers.js for."""
    subprocess.run(["node", ROOT / "web/site/grammar/cut.mjs", target], check=True)


def build_wheel(out: Path) -> str:
    """The project's wheel in `out`; its file name."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}  # 1980-01-01, the first date a zip knows
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    return next(out.glob("*.whl")).name


def zip_tree(folder: Path, archive: Path, *, suffixes: tuple[str, ...], prefix: str) -> None:
    """Every file of `folder` that ends in one of `suffixes`, under `prefix`, with fixed dates."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for source in sorted(folder.rglob("*")):
            inside = source.relative_to(folder)
            if source.suffix in suffixes and inside.parts[0] != WORKBENCH_PREFIX.rstrip("/"):
                info = zipfile.ZipInfo(prefix + inside.as_posix(), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read_bytes())


def freeze(out: Path, wheel: str) -> None:
    """The memory snapshot, and the note that tells the mind's worker what to boot from."""
    snapshot = out / "mind.snapshot"
    script = ROOT / "web/site/snapshot.mjs"
    runtime = out / "vendor/pyodide"
    archives = (out / "app.zip", *sorted((out / "vendor/wheels").iterdir()))
    inputs = (out / wheel, *archives)
    subprocess.run(["node", script, runtime, snapshot, _PACKAGES, *inputs], check=True)
    parts = {
        "runtime": "vendor/pyodide/",
        "wheels": [wheel],
        "archives": [archive.relative_to(out).as_posix() for archive in archives],
        "snapshot": snapshot.name,
    }
    (out / "mind.json").write_text(json.dumps(parts, indent=1) + "\n", encoding="utf-8")


def link_models(cache: Path, out: Path) -> None:
    """Every built model of `cache`, without a copy where the disk allows, and their list."""
    out.mkdir()
    cache = cache.resolve()
    for manifest in cache.glob("*/manifest.json"):
        stored = stored_entries(json.loads(manifest.read_text("utf-8")))
        named = {entry["path"] for entry in stored}
        shared = {(manifest.parent / path).resolve() for path in named}
        for source in shared | {file for file in manifest.parent.rglob("*") if file.is_file()}:
            target = out / source.relative_to(cache)
            if not target.exists():
                _copy(source, target, link=True)
    write_index(out)


def list_parts(models: Path) -> None:
    """How much a model reads at once; what its language, eyes and ears weigh, if it has them, and
    what it needs where there is no graphics card (null: one)."""
    facts = json.loads((models / "index.json").read_text("utf-8"))
    for entry in facts["models"]:
        manifest = json.loads((models / entry["id"] / "manifest.json").read_text("utf-8"))
        forms: list[dict[str, Any]] = list(manifest["forms"].values())
        graphs: dict[str, Any] = next((one["graphs"] for one in forms if "graphs" in one), {})
        sizes = {file["path"]: file["bytes"] for file in manifest["files"]}
        later = {
            name: sum(sizes[path] for path in (graphs[graph]["graph"], *graphs[graph]["weights"]))
            for name, graph in _LATER.items()
            if graph in graphs
        }
        entry["context_tokens"] = manifest["context_tokens"]
        if later:
            entry["parts"] = {"text": sum(sizes.values()) - sum(later.values()), **later}
            entry["processor"] = manifest.get("needs", {}).get("wasm")
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    (models / "index.json").write_text(text + "\n", "utf-8")


def list_adapters(folder: Path, out: Path) -> None:
    """The trained adapters of `folder`, beside the models and in their list."""
    index = out / "models/index.json"
    facts = json.loads(index.read_text("utf-8"))
    facts["adapters"] = []
    for source in sorted(folder.glob("*.safetensors")):
        path, data = f"adapters/{source.name}", source.read_bytes()
        _copy(source, out / path)
        facts["adapters"].append(adapter_entry(path, data))
    index.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def adapter_entry(path: str, data: bytes) -> dict[str, Any]:
    """What the list says of an adapter's file: enough to choose it, and to check it."""
    manifest = read_adapter(data).manifest
    digest = hashlib.sha256(data).hexdigest()
    facts = {"id": Path(path).stem, "title": manifest.title, "base": manifest.base}
    return {**facts, "path": path, "bytes": len(data), "sha256": digest}


def seal(out: Path) -> None:
    """`files.json`, and the service worker that keeps exactly those files."""
    files = [
        {"path": path, "sha256": digest, "when": "use" if path.startswith(_ON_USE) else "install"}
        for path, digest in _hashes(out)
    ]
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
    site: dict[str, Any] = {"version": version, "files": files}
    (out / "files.json").write_text(json.dumps(site, indent=1) + "\n", encoding="utf-8")
    site |= {
        "headers": EVERYWHERE,
        "policies": policies(origins_of(out)),
    }
    worker = (ROOT / "web/sw.js").read_text("utf-8")
    text = f"self.SITE = {json.dumps(site, separators=(',', ':'))};\n{worker}"
    (out / "sw.js").write_text(text, encoding="utf-8")


def _hashes(out: Path) -> Iterator[tuple[str, str]]:
    """(path, sha256) of each file to keep; of a model's folder only its manifest."""
    for file in sorted(out.rglob("*")):
        path = file.relative_to(out).as_posix()
        weighty = path.startswith("models/") and not path.endswith(("manifest.json", "index.json"))
        if file.is_file() and not weighty and path not in _UNLISTED:
            yield path, hashlib.sha256(file.read_bytes()).hexdigest()


def _copy(source: Path, target: Path, *, link: bool = False) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if link:
        try:
            target.hardlink_to(source)
        except OSError:  # another disk, or one without links
            shutil.copyfile(source, target)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    main()
