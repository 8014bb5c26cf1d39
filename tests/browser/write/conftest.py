"""The Write room in a real page: the tiny random model, with a random adapter for everyday jobs.

site     the site with that adapter
guard    watches that site
look     see tests/browser/visits/conftest.py
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from hearthside.write import PROMPT_FORMAT
from tests.browser.adapted import adapted_site
from tests.browser.conftest import Guard, Server
from tests.browser.visits.conftest import look

__all__ = ["look"]


@pytest.fixture
def site(tmp_path: Path, serve: Callable[..., Server]) -> Server:
    return serve(adapted_site(tmp_path / "site", "tasks", PROMPT_FORMAT))


@pytest.fixture
def guard(site: Server) -> Guard:
    return Guard(site.url)
