"""A house of real processes for each test; its folder has a short path, as Unix sockets need."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.asr.house import House, open_house

DEMO_MODEL = Path(__file__).parents[3] / "asr" / "models" / "demo-zh-8k"


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as opened:
            yield opened


@pytest.fixture
def demo_model() -> Path:
    if not (DEMO_MODEL / "am" / "final.mdl").exists():
        pytest.skip("asr/models/demo-zh-8k is not there: train it with asr/training")
    return DEMO_MODEL
