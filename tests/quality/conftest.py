"""The real model, checked and loaded once for all tests here: seconds and 1.5 GB each time.

It computes on one thread: a second one is mostly spent on waiting for the first (40 texts read:
9.1 CPU seconds on one, 15.6 on two), and beside these tests a browser is at work.
"""

import asyncio

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.generation.model import Model, load_model
from models.__main__ import main
from models.cache import models_root

MODEL = "gemma-3-270m-en"


@pytest.fixture(scope="session")
def model() -> Model:
    assert main(["build", MODEL]) == 0
    return asyncio.run(load_model(NativeEngine(models_root(), threads=1), MODEL))
