"""What PyScript runs first in the cell's worker: opens the pipes and moves in.

The one file here that knows PyScript and Pyodide.
"""

import os
import sys
from pathlib import Path

import pyodide_js
from polyscript import xworker
from pyscript import config
from pyscript.js_modules.pipes import receiver

from app.workbench.cell.home import move_in

# A person's files lie apart from ours, and are what a bare name finds.
sys.path.append(str(Path.cwd()))
Path("files").mkdir()
os.chdir("files")
xworker.onmessage = receiver(pyodide_js)
move_in(config["settings"])
