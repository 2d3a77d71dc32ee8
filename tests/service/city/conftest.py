"""A service of any city, on a copy of one filled store."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, staged

Opens = Callable[[str], AbstractAsyncContextManager[Stage]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture
def opens(tmp_path: Path, template: Path) -> Opens:
    """What opens a service of the city that is named."""
    return lambda city: staged(tmp_path / city, template, city=city)


@pytest.fixture
async def stage(opens: Opens) -> AsyncIterator[Stage]:
    async with opens("demo") as built:
        yield built
