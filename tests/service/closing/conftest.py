"""A stage for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.closing.stage import ClosingStage, closing_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[ClosingStage]:
    async with closing_stage(tmp_path) as made:
        yield made
