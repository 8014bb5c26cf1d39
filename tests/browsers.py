"""The browsers that the tests open: found on this machine, or installed by the means that it has.

Chromium must be there. Firefox and WebKitGTK are offered: where they cannot be installed, their
tests are skipped by name. Knows nothing of what is tested in them.
"""

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from build import ROOT, Command, environment, give_up, say

INSTALL_LIMIT_S = 600


def find_chromium() -> str | None:
    """Chromium's path: from the PATH, else the one Playwright has downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    asked = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as tools: print(tools.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    path = answer.stdout.strip()
    if not path or not Path(path).is_file():
        return None
    runs = subprocess.run([path, "--version"], capture_output=True)  # its libraries may be missing
    return path if runs.returncode == 0 else None


def on_all_cores(path: str | None, folder: Path) -> str:
    """A program that starts the one at `path` on all cores, whatever the cores of its parent are;
    written into `folder`."""
    if sys.platform != "linux":
        return str(path)
    script = folder / "on_all_cores"
    cores = f"0-{(os.cpu_count() or 1) - 1}"
    line = f'exec taskset -c {cores} {shlex.quote(str(path))} "$@"'
    script.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    script.chmod(0o755)
    return str(script)


def attempt(command: Command) -> None:
    """Run a step that may fail; whether it helped is looked at afterwards."""
    say(f"· {' '.join(str(word) for word in command)}")
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, timeout=INSTALL_LIMIT_S
        )


def install_packages(*names: str) -> None:
    """Debian's packages, where this is root on a Debian; nothing elsewhere."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempt(["apt-get", "update"])
        attempt(["apt-get", "install", "--yes", *names])


def need_chromium() -> None:
    """Find a Chromium or install one by the means this machine has."""
    if find_chromium():
        return
    attempt([sys.executable, "-m", "playwright", "install", "chromium"])
    if not find_chromium():
        install_packages("chromium")
    if not find_chromium():
        give_up("No Chromium was found or could be installed; put one on the PATH and run again.")


def find_firefox() -> str | None:
    """A stock Firefox's path, from the PATH."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def find_webkit() -> tuple[str, str] | None:
    """The paths of WebKitGTK's driver and of the display that it needs, where both are there."""
    driver, display = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    return (driver, display) if driver and display else None


def offer_others() -> None:
    """Install Firefox and WebKitGTK where Debian's means are there; their tests say so if not."""
    missing = [] if find_firefox() else ["firefox-esr"]
    missing += [] if find_webkit() else ["webkit2gtk-driver", "xvfb", "xauth"]
    if missing:
        install_packages(*missing)


def need_browsers() -> None:
    """Every browser that the tests open; only Chromium must be there."""
    need_chromium()
    offer_others()
