"""What a cell imports besides the library: the page's models ready to use.

In the cell's worker this is the module `workbench`. Knows nothing of the page.
"""

from app.workbench.cell.bench import open_embedder, open_model

__all__ = ["open_embedder", "open_model"]
