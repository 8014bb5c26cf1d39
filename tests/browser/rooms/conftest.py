"""look     see tests/browser/visits/conftest.py"""

from tests.browser.visits.conftest import look

__all__ = ["look"]
