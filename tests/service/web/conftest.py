"""One stage a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.web.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as built:
        yield built
