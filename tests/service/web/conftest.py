"""One stage a test, on a copy of one filled store."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, staged


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture
async def stage(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, template) as built:
        yield built
