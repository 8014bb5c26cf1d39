"""What must stay true of the house itself: who may know whom, sizes, names, one home for each fact.

Reads files only; runs in a second. Knows nothing of what the code does. Generated and lock files
are left out. Sizes of JavaScript functions are biome's business, complexity of Python is ruff's.
"""

import ast
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.source import (
    files,
    files_named_outside,
    imports,
    js_imports,
    none_of,
    own,
    read,
    texts,
    tree,
    without_comments,
)
from web.site.headers import policy_meta

MAX_FUNCTION_LINES = 40
MAX_FILE_LINES = 300
MAX_FOLDER_FILES = 12
MAX_DECISION_LINES = 10
BINARY = (".png", ".jpg", ".gz", ".npz", ".bin", ".safetensors")
HOMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
STANDARD = set(sys.stdlib_module_names)

# What each room of Python may import beside the standard library and itself.
MAY_IMPORT = {
    "py/hearthside": {"hearthside"},
    "app": {"app", "hearthside"},
    "models": {"models", "numpy", "onnx", "gguf", "wordfreq", "tokenizers"},
    "web": {"web", "app", "models", "hearthside"},
    "build.py": set(),
}
# The edges of the house: where it touches the world outside, and what it touches there.
EDGES = {
    "app/tables/workbook.py": {"openpyxl"},
    "app/tables/writing.py": {"openpyxl"},
    "models/adapters/golden.py": {"hearthside"},
    "models/adapters/pairs.py": {"hearthside"},
    "models/adapters/recipes.py": {"hearthside"},
    "models/adapters/train.py": {"hearthside"},
    "py/hearthside/adapters/browser/home.py": {"js", "pyodide"},
    "py/hearthside/adapters/native/adamw.py": {"numpy"},
    "py/hearthside/adapters/native/trainer.py": {"numpy", "tokenizers"},
    "py/hearthside/adapters/native/decoder.py": {"numpy", "onnxruntime"},
    "py/hearthside/adapters/native/engine.py": {"numpy", "tokenizers"},
    "py/hearthside/adapters/native/embedder.py": {"numpy", "tokenizers"},
    "py/hearthside/adapters/native/grammar.py": {"llguidance", "numpy"},
    "py/hearthside/adapters/native/matrices.py": {"numpy"},
    "py/hearthside/adapters/native/media.py": {"numpy"},
    "py/hearthside/adapters/native/multimodal.py": {"numpy"},
    "py/hearthside/adapters/native/table.py": {"numpy"},
}
# What Python finds in a PyScript worker, where the Workbench's own package runs.
PYSCRIPT = {"js", "polyscript", "pyodide", "pyodide_js", "pyscript", "workbench"}
# What app/ may take from web/ (the page's side of the nerves).
DOORS = {"wire/rpc.js", "wire/wire.gen.js", "wire/lifeline.js", "mind/border.js"} | {
    "page/supervisor.js",
    "page/visit.js",
    "storage/documents.js",
}
# Addresses that shipped code may name: none is fetched.
ADDRESSES = (
    "http://www.w3.org/",
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
)
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb.deb" + "ian.org",
)


def test_rooms_import_only_what_they_may() -> None:
    wrong = []
    for room, allowed in MAY_IMPORT.items():
        for name in own(".py", under=(room if room.endswith(".py") else f"{room}/",)):
            workbench = PYSCRIPT if "workbench" in name else set()
            may = STANDARD | allowed | EDGES.get(name, set()) | workbench
            heads = {module.split(".")[0] for module in imports(name)}
            wrong += [f"{name} must not import {head}" for head in sorted(heads - may)]
    none_of(wrong)


def test_no_module_imports_itself_in_a_circle() -> None:
    places = {n.removeprefix("py/")[:-3].replace("/", ".").removesuffix(".__init__"): n
              for n in own(".py", under=("py/", "app/", "models/"))}  # fmt: skip
    asks = {module: imports(name) & places.keys() - {module} for module, name in places.items()}
    while loose := {m for m, wants in asks.items() if not wants} or asks.keys() - set().union(
        *asks.values()
    ):
        asks = {m: wants - loose for m, wants in asks.items() if m not in loose}
    none_of([f"{module} -> {', '.join(sorted(wants))}" for module, wants in asks.items()])


def test_web_knows_no_app_and_app_only_the_doors() -> None:
    wrong = []
    for name in own(".js", under=("web/",)):
        wrong += [f"{name} must not import {i}" for i in js_imports(name) if not i.startswith(".")]
        wrong += [f"{name} must not import {i}" for i in js_imports(name) if "app/" in i]
    for name in own(".js", under=("app/",)):
        for wanted in js_imports(name):
            door = re.search(r"/web/(.+)$", wanted)
            if not wanted.startswith((".", "/")) or (door and door[1] not in DOORS):
                wrong.append(f"{name} must not import {wanted}")
    none_of(wrong)


def test_only_the_engine_knows_transformers_js() -> None:
    code = {n: without_comments(read(n)) for n in own(".js", under=("web/", "app/"))}
    knowing = {name for name, text in code.items() if "transformers" in text}
    assert all(name.startswith("web/engine/") for name in knowing), knowing
    loading = {name for name, text in code.items() if "transformers.min.js" in text}
    assert loading == {"web/engine/runtime/runtime.js"}


def test_nothing_imports_the_tests() -> None:
    rooms = own(".py", under=("py/", "app/", "models/", "web/", "build.py"))
    none_of([n for n in rooms if any(i.split(".")[0] == "tests" for i in imports(n))])


def test_the_tests_name_no_file_outside_the_checkout() -> None:
    plain = [n for n in files() if n.startswith("tests/") and not n.endswith(BINARY)]
    none_of([f"{name} names {way}" for name in plain for way in files_named_outside(name)])


def test_functions_are_short() -> None:
    wrong = []
    for name in own(".py"):
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = ast.get_docstring(node, clean=False) or ""
                lines = (node.end_lineno or 0) - node.lineno + 1 - (doc.count("\n") + bool(doc))
                if lines > MAX_FUNCTION_LINES:
                    wrong.append(f"{name}:{node.lineno} {node.name} has {lines} lines")
    none_of(wrong)


def test_files_are_short() -> None:
    lines = {n: read(n).count("\n") for n in own(".py", ".js", ".mjs", ".css", ".html")}
    none_of(
        [f"{name} has {count} lines" for name, count in lines.items() if count > MAX_FILE_LINES]
    )


def test_folders_are_small() -> None:
    free = {".", "app/icons"}  # the root holds what tools look for there
    folders = Counter(
        str(Path(name).parent) for name in files() if Path(name).name != "__init__.py"
    )
    none_of(
        [
            f"{f}/ has {n} files"
            for f, n in folders.items()
            if n > MAX_FOLDER_FILES and f not in free
        ]
    )


def test_every_file_has_a_name_that_says_something() -> None:
    none_of([n for n in files() if HOMELESS & set(re.split(r"[/._\W]+", n.lower()))])


def test_every_module_says_what_it_is() -> None:
    shown = "app/workbench/examples/"  # what a person reads and changes in the page
    ours = [n for n in own(".py") if not n.startswith(shown)]
    wrong = [n for n in ours if read(n).strip() and not ast.get_docstring(tree(n))]
    wrong += [
        n for n in own(".js", ".mjs", under=("web/", "app/")) if not read(n).startswith("/**")
    ]
    none_of(wrong)


def test_no_language_hides_in_a_string_of_another() -> None:
    wrong = []
    for name in own(".py", under=("py/", "app/", "web/", "models/", "build.py")):
        script = re.compile(r"=>|\bfunction\s*\w*\(|\b(document|window|globalThis)\.\w")
        wrong += [
            f"{name}:{line} holds JavaScript" for line, text in texts(name) if script.search(text)
        ]
    for name in own(".js", ".mjs", under=("web/", "app/")):
        if re.search(r"\bimport \w+ as |\bdef \w+\(|runPython(Async)?\(\s*[\"'`]", read(name)):
            wrong.append(f"{name} holds Python")
    none_of(wrong)


def test_shipped_code_names_no_address() -> None:
    wrong = []
    address = re.compile(r"https?://[^\s\"'`)<]+")
    said = {n: [t for _, t in texts(n)] for n in own(".py", under=("py/", "app/"))}
    plain = own(".js", ".css", ".html", ".webmanifest", ".svg", under=("app/", "web/"))
    said |= {n: [without_comments(read(n))] for n in plain if not n.startswith("web/site/")}
    for name, parts in said.items():
        found = {url for text in parts for url in address.findall(text)}
        wrong += [f"{name}: {url}" for url in found if not url.startswith(ADDRESSES)]
    none_of(wrong)


def test_no_registry_is_named() -> None:
    text = {n: read(n) for n in files() if not n.endswith(BINARY)}
    none_of(
        [f"{n} names {host}" for n, body in text.items() for host in REGISTRIES if host in body]
    )


def test_readme_shows_the_tree_that_is_there() -> None:
    blocks = re.findall(r"```\w*\n(.*?)```", read("README.md"), re.S)
    [block] = [block for block in blocks if "\nbuild.py " in f"\n{block}"]
    shown = {line.split()[0].rstrip("/") for line in block.splitlines() if line[:1].strip()}
    there = {name.split("/")[0] for name in files()}
    assert shown == {name for name in there if not name.startswith(".")}


def test_each_version_is_written_once() -> None:
    pins = json.loads(read("package.json"))["dependencies"]
    wrong = []
    for name in own(".py", ".js", ".mjs", ".md", ".html", ".toml"):
        for found in re.findall(r"\b314\.\d+\.\d+\b", read(name)):
            wrong += [f"{name}: Pyodide {found}"] if found != pins["pyodide"] else []
        for found in re.findall(r"transformers\.js[ @]v?(\d+\.\d+\.\d+)", read(name)):
            wrong += [f"{name}: {found}"] if found != pins["@huggingface/transformers"] else []
    none_of(wrong)


def test_versions_are_exact() -> None:
    package = json.loads(read("package.json"))
    pins = package["dependencies"] | package["devDependencies"]
    none_of([f"{n} {v}" for n, v in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+\S*", v)])
    project = tomllib.loads(read("pyproject.toml"))
    none_of([line for line in project["dependency-groups"]["dev"] if "==" not in line])


def test_changelog_package_and_project_agree() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    [newest, *_] = re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", read("CHANGELOG.md"), re.M)
    [library] = re.findall(r'^__version__ = "(.+)"$', read("py/hearthside/__init__.py"), re.M)
    assert newest == version == library == json.loads(read("package.json"))["version"]


def test_decisions_are_dated_short_and_newest_first() -> None:
    entries = re.split(r"^## ", read("DECISIONS.md"), flags=re.M)[1:]
    dates = [entry[:10] for entry in entries]
    none_of([d for d in dates if not re.fullmatch(r"\d{4}-\d\d-\d\d", d)])
    assert dates == sorted(dates, reverse=True)
    long = [
        e.splitlines()[0] for e in entries if len(e.strip().splitlines()) - 1 > MAX_DECISION_LINES
    ]
    none_of(long)


@pytest.mark.parametrize("name", own(".json", under=("models/pins/",)))
def test_each_pin_is_complete(name: str) -> None:
    pin = json.loads(read(name))
    assert {"licence", "source", "models"} <= pin.keys()
    assert "style" in pin or pin["kind"] == "embed"
    assert pin["licence"].keys() >= {"name", "url", "file"}
    hashes = re.findall(r'"sha256": "([^"]*)"', read(name))
    assert (hashes or pin["source"]["kind"] == "random") and all(
        re.fullmatch(r"[0-9a-f]{64}", digest) for digest in hashes
    )


def test_the_page_carries_the_policy_of_the_headers() -> None:
    [policy] = re.findall(r'Content-Security-Policy"\s+content="([^"]+)"', read("app/index.html"))
    assert policy == policy_meta("")
