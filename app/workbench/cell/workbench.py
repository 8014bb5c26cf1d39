"""What a cell imports besides the library: `open_model`, the page's model ready to use.

In the cell's worker this is the module `workbench`. Knows nothing of the page.
"""

from app.workbench.cell.bench import open_model

__all__ = ["open_model"]
