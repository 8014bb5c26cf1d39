"""What does the tasks here: the base with the adapter `tasks`, where its file is committed."""

import asyncio

import pytest

from hearthside.generation.model import Model
from hearthside.lora import read_adapter
from models.adapters.recipes import ADAPTERS, ENDING

ADAPTER = ADAPTERS / f"tasks{ENDING}"


@pytest.fixture(scope="session")
def tasks(model: Model) -> Model:
    if not ADAPTER.is_file():
        pytest.skip("models/adapters has no tasks adapter yet")
    return asyncio.run(model.adapted(read_adapter(ADAPTER.read_bytes())))
