"""Copies what others wrote and the site serves: Pyodide, ONNX Runtime, pdf.js, PyScript and others.

Only files a page can reach are taken, each address of a content network in them is made void, and
Pyodide's lock file lists only wheels that lie beside it. Wheels that Pyodide's lock does not know
go to vendor/wheels/. Does not know who loads what.
"""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any, Final

# From node_modules to vendor/. A folder's pattern takes every file that fits.
_FILES: Final = (
    ("pyodide", "pyodide", ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")),
    ("pyodide", "pyodide", ("python_stdlib.zip",)),
    ("onnxruntime-web/dist", "ort", ("ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")),
    ("onnxruntime-web/dist", "ort", ("ort-wasm-simd-threaded.asyncify.*",)),
    ("onnxruntime-web/dist", "ort", ("ort-wasm-simd-threaded.jspi.*",)),
    ("@huggingface/transformers/dist", "", ("transformers.min.js",)),
    ("idiomorph/dist", "", ("idiomorph.esm.js",)),
    ("@noble/hashes", "noble", ("sha2.js", "_md.js", "_u64.js", "utils.js")),
    # The build that brings what older browsers lack; the other one asks for the newest.
    ("pdfjs-dist/legacy/build", "pdf", ("pdf.min.mjs", "pdf.worker.min.mjs")),
    # What the characters of East Asian documents mean that do not say it themselves.
    ("pdfjs-dist/cmaps", "pdf/cmaps", ("*.bcmap",)),
    # Its plug-ins are off in app/workbench/pyscript.json; it asks for `error` all the same.
    ("@pyscript/core/dist", "pyscript", ("core.js", "core-*.js", "error-*.js")),
    ("@pyscript/core/dist", "pyscript", ("codemirror*.js", "index-*.js")),
)
_LICENCES: Final = {
    "@huggingface/transformers/LICENSE": "transformers.js.txt",
    "@huggingface/transformers-structured-output/LICENSE": "transformers-structured-output.txt",
    "@noble/hashes/LICENSE": "noble-hashes.txt",
    "@pyscript/core/LICENSE": "pyscript.txt",
    "idiomorph/LICENSE": "idiomorph.txt",
    "pdfjs-dist/LICENSE": "pdf.js.txt",
    "pdfjs-dist/cmaps/LICENSE": "pdf.js-cmaps.txt",
}
# Never reached (the content policy forbids it), and not there to be reached either.
_VOID: Final = "https://void.invalid"
_NETWORKS: Final = (
    "https://cdn.jsdelivr.net",
    "https://huggingface.co",
    "https://micropython.org",
    "https://packages.pyscript.net",
    "https://raw.githubusercontent.com",
)


def copy_vendor(modules: Path, wheels: Path, out: Path) -> None:
    """Fill `out`/vendor and add to `out`/licences."""
    vendor = out / "vendor"
    for source, target, patterns in _FILES:
        for pattern in patterns:
            found = sorted((modules / source).glob(pattern))
            if not found:
                raise FileNotFoundError(f"{source}/{pattern}: run `npm ci` again")
            for file in found:
                _copy_void(file, vendor / target / file.name)
    for name, renamed in _LICENCES.items():
        shutil.copyfile(modules / name, out / "licences" / renamed)
    _lock_wheels(modules, wheels, vendor)
    for wheel in (vendor / "wheels").iterdir():
        text = _licence_of(wheel)
        (out / "licences" / f"{wheel.name.split('-')[0]}.txt").write_text(text, encoding="utf-8")


def _copy_void(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".js", ".mjs"}:
        shutil.copyfile(source, target)
        return
    text = source.read_text("utf-8")
    for network in _NETWORKS:
        text = text.replace(network, _VOID)
    target.write_text(text, encoding="utf-8")


def _lock_wheels(modules: Path, wheels: Path, vendor: Path) -> None:
    """Pyodide's lock file, cut down to the wheels of the folder `wheels`, which are copied."""
    lock = json.loads((modules / "pyodide/pyodide-lock.json").read_text("utf-8"))
    packages: dict[str, Any] = {}
    (vendor / "wheels").mkdir()
    for wheel in sorted(wheels.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        if name not in lock["packages"]:
            shutil.copyfile(wheel, vendor / "wheels" / wheel.name)
            continue
        shutil.copyfile(wheel, vendor / "pyodide" / wheel.name)
        packages[name] = {
            **lock["packages"][name],
            "version": version,
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        }
    text = json.dumps({**lock, "packages": packages}, indent=1)
    (vendor / "pyodide/pyodide-lock.json").write_text(text + "\n", encoding="utf-8")


def _licence_of(wheel: Path) -> str:
    """The licence texts that a wheel carries, one after another."""
    with zipfile.ZipFile(wheel) as archive:
        found = sorted(name for name in archive.namelist() if ".dist-info/LICEN" in name)
        if not found:
            raise FileNotFoundError(f"{wheel.name} carries no licence")
        return "\n".join(archive.read(name).decode() for name in found)
