"""The Teach room in a real page with the tiny model.

look    see tests/browser/visits/conftest.py
"""

from tests.browser.visits.conftest import look

__all__ = ["look"]
