"""What PyScript runs first in the cell's worker: opens the pipes and moves in.

The one file here that knows PyScript and Pyodide.
"""

import pyodide_js
from polyscript import xworker
from pyscript import config
from pyscript.js_modules.pipes import receiver

from app.workbench.cell.home import move_in

xworker.onmessage = receiver(pyodide_js)
move_in(config["settings"])
