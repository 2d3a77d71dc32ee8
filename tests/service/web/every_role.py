"""The web's stage, with a person of every role."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter.store.identity import Role
from callcenter.store.stores import open_stores
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, staged

ROLES = {
    "rev": Role.REVIEWER,
    "dis": Role.DISPATCHER,
    "uni": Role.UNIT,
    "oth": Role.UNIT,
    "lead": Role.LEADER,
    "adm": Role.ADMIN,
}


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peopled")
    asyncio.run(_people(folder))
    return folder


async def _people(folder: Path) -> None:
    await make_template(folder)
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        at = datetime.fromtimestamp(NOON, UTC)
        for name, role in ROLES.items():
            await stores.accounts.add_user(name, name, frozenset({role}), f"pass-{name}", at)


@pytest.fixture
async def stage(tmp_path: Path, peopled: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, peopled) as built:
        await built.stores.lists.units.set_member("uni", "U001")
        await built.stores.lists.units.set_member("oth", "U002")
        await built.parts.city.directory.refresh()
        yield built
