#!/usr/bin/env python3
"""The house's only door out: `python3 build.py serve | test | site | models | bench | check`.

    serve    make everything that is missing, then serve the site on 127.0.0.1
    test     make everything, find or install browsers, run the tests (`--quick`: in four minutes;
             `--whole`: also the long and the rare cases; other arguments are pytest's, and name
             the tests to run)
    site     make dist/, the static folder to deploy; with `--hub MODEL` (also of serve) it offers a
             pinned model whose files the page fetches from its hub
    models   get and convert the models (kept in ~/.cache/hearthside)
    bench    measure speed and compare it with others
    check    format, lint, types and house rules, in seconds

Python's standard library only: it runs before anything is installed. Installs what the lock files
name, once; does not know how models or the site are made (see models/ and web/site/).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("HEARTHSIDE_CACHE") or Path.home() / ".cache/hearthside")
DIST = ROOT / "dist"
MODELS = ("gemma-3-270m-en", "gemma-3-270m", "tiny", "tiny-embedding", "tiny-gemma-4")
HOUSE = ("tests/test_house.py", "tests/test_house_library.py", "tests/test_house_app.py")
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NODE_BIN = ROOT / "node_modules/.bin"
MIN_PYTHON = (3, 11)
MIN_NODE = 20
TELL_EVERY_S = 10
NETWORK = "Is the network there? Run the same command again; what is done is kept."
Command = Sequence[str | Path]


def say(text: str) -> None:
    """One line to the person, at once."""
    print(text, flush=True)


def give_up(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.exit(f"\nbuild.py: {sentence}")


def environment() -> dict[str, str]:
    """What every tool is started with."""
    path = os.pathsep.join(("py", "."))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def run(title: str, command: Command, advice: str, *, loud: bool = False) -> None:
    """Run one step and tell how long it takes; a failure shows its last lines and the advice."""
    started_s = time.monotonic()
    say(f"· {title} ...")
    with tempfile.TemporaryFile() as log:
        out = None if loud else log
        step = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=out, stderr=out and subprocess.STDOUT
        )
        while step.poll() is None:
            try:
                step.wait(TELL_EVERY_S)
            except subprocess.TimeoutExpired:
                say(f"    {title}: {time.monotonic() - started_s:.0f} s")
        if step.returncode:
            log.seek(0)
            say("\n".join(log.read().decode(errors="replace").splitlines()[-25:]))
            give_up(f"{title} did not succeed. {advice}")
    taken_s = time.monotonic() - started_s
    if taken_s > 1:
        say(f"  {title}: {taken_s:.1f} s")


def fingerprint(paths: Iterable[Path], salt: str = "") -> str:
    """One hash over files and all files in folders: names and contents, wherever they lie."""
    total = hashlib.sha256(salt.encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(path.parent).as_posix()
                total.update(f"{name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, mark: str) -> bool:
    """Whether the step that left `stamp` ran on the same inputs."""
    return stamp.is_file() and stamp.read_text() == mark


def need_tools() -> None:
    """Say at once what only the person can mend."""
    if sys.version_info < MIN_PYTHON:
        give_up("Python 3.11 or newer is needed; run this file with it (python3.11 build.py ...).")
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        give_up("Node.js 20 or newer with npm is needed; install it and run this again.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < MIN_NODE:
        give_up(f"Node.js 20 or newer is needed, and this is {version}; install a newer one.")


def install() -> None:
    """.venv and node_modules, exactly as the lock files say; side by side: both mostly wait."""
    need_tools()
    with ThreadPoolExecutor() as both:
        for one in [both.submit(python_packages), both.submit(npm_packages)]:
            one.result()


def python_packages() -> None:
    """.venv, anew where its lock file or this Python is another one."""
    lock = ROOT / "requirements.lock"
    stamp, mark = ROOT / ".venv/.installed", fingerprint([lock], sys.version)
    if not is_fresh(stamp, mark):
        missing = "If venv is missing, install it (on Debian: apt-get install python3-venv)."
        run("a Python of our own", [sys.executable, "-m", "venv", ROOT / ".venv"], missing)
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--require-hashes",
        ]
        run("Python packages", [*pip, "--only-binary", ":all:", "-r", lock], NETWORK)
        stamp.write_text(mark)


def npm_packages() -> None:
    """node_modules, anew where its lock file is another one."""
    npm_files = [ROOT / "package.json", ROOT / "package-lock.json"]
    stamp, mark = ROOT / "node_modules/.installed", fingerprint(npm_files)
    if not is_fresh(stamp, mark):
        run("npm packages", [shutil.which("npm") or "npm", "ci"], NETWORK)
        stamp.write_text(mark)


def site_wheels() -> Path:
    """The folder of the wheels that the site serves; downloaded once, checked by hash."""
    lock = ROOT / "web/site/wheels.lock"
    folder = CACHE / "wheels" / fingerprint([lock])[:16]
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "download",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        pip += ["--require-hashes", "--only-binary", ":all:", "--python-version", "3.14"]
        run("wheels for the browser", [*pip, "-d", part, "-r", lock], "Is the network there?")
        part.rename(folder)
    return folder


def processor() -> Path:
    """The folder of the decoder for processors, compiled anew where its source has changed."""
    source, compiler = ROOT / "web/engine/processor/assembly", ROOT / "web/site/assembly.mjs"
    mark = fingerprint([source, compiler, ROOT / "package-lock.json"])
    folder = CACHE / "processor" / mark[:16]
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        command: Command = [shutil.which("node") or "node", compiler, source / "forward.ts", part]
        run("the decoder for processors", command, "The lines above say why.")
        part.rename(folder)
    return folder


def models(arguments: Sequence[str] = ()) -> None:
    """Run the recipes; they keep what they have made."""
    command: Command = [PYTHON, "-m", "models", *(arguments or ("build", *MODELS))]
    run("models", command, "Is the network there, and 3 GB of disk? Run it again.", loud=True)


def site(hub: Sequence[str] = ()) -> None:
    """dist/, made anew when anything that goes into it has changed. `hub`: models from a hub."""
    install()
    models()
    wheels = site_wheels()
    inputs = [ROOT / name for name in ("app", "py", "web", "pyproject.toml", "LICENSE", "NOTICE")]
    inputs += [ROOT / "requirements.lock", ROOT / "package-lock.json"]
    inputs += sorted((CACHE / "models").glob("*/manifest.json"))
    stamp, mark = ROOT / "dist.stamp", fingerprint(inputs, " ".join(hub))
    if DIST.is_dir() and is_fresh(stamp, mark):
        return
    command: list[str | Path] = [PYTHON, "-m", "web.site.assemble", "--out", DIST]
    command += ["--models", CACHE / "models", "--wheels", wheels, "--processor", processor()]
    command += [f"--hub={model}" for model in hub]
    run("the site", command, "The lines above say why.")
    stamp.write_text(mark)


def start_quietly(command: Command) -> "subprocess.Popen[str]":
    """Start a tool whose whole output is wanted at its end."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def check() -> bool:
    """Every quick rule at once, side by side; what fails shows its output. True when all hold."""
    install()
    tools: dict[str, Command] = {
        "format": [PYTHON, "-m", "ruff", "format", "--check"],
        "lint": [PYTHON, "-m", "ruff", "check"],
        "types (Python)": [PYTHON, "-m", "mypy"],
        "types (page)": [NODE_BIN / "tsc", "--noEmit", "-p", "app/tsconfig.json"],
        "types (workers)": [NODE_BIN / "tsc", "--noEmit", "-p", "web/tsconfig.json"],
        "JavaScript": [NODE_BIN / "biome", "check"],
        "wire.gen.js": [PYTHON, "-m", "web.site.wiregen", "--check"],
        "house": [PYTHON, "-m", "pytest", "-q", *HOUSE],
    }
    started = {name: start_quietly(command) for name, command in tools.items()}
    good = True
    for name, tool in started.items():
        output = tool.communicate()[0]
        say(f"{'ok  ' if tool.returncode == 0 else 'FAIL'} {name}")
        if tool.returncode:
            good = False
            say(output.rstrip())
    return good


def test(arguments: Sequence[str]) -> int:
    """All tests, or what `arguments` ask for (see tests/run.py); the exit status."""
    site()
    built = {"HEARTHSIDE_PROCESSOR": str(processor())}  # or each test file compiles it: 5 s
    return subprocess.run(
        [PYTHON, "-m", "tests.run", *arguments], cwd=ROOT, env=environment() | built
    ).returncode


def of_hub(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The models that `--hub` names, and all other arguments."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--hub", action="append", default=[])
    known, others = parser.parse_known_args(arguments)
    return known.hub, others


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("serve", "test", "site", "models", "bench", "check"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to the tool")
    args = parser.parse_args()
    os.chdir(ROOT)
    if args.command == "check":
        return 0 if check() else 1
    if args.command == "test":
        return test(args.arguments)
    if args.command == "models":
        install()
        models(args.arguments)
        return 0
    hub, arguments = of_hub(args.arguments)
    site(hub)
    modules = {"serve": "web.site.serve", "bench": "tests.bench.run"}
    if args.command == "site":
        say(f"The site is in {DIST}; any static host can serve it.")
        return 0
    command: Command = [PYTHON, "-m", modules[args.command], *arguments]
    try:
        return subprocess.run(command, env=environment()).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
