"""Sort and Route decided by the embedding model, in a real page with the tiny models.

look    see tests/browser/visits/conftest.py
"""

from tests.browser.visits.conftest import look

__all__ = ["look"]
