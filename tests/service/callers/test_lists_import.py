"""Lists imported from the command line: in force in the running service within seconds, and on the audit log."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.callers.number_lists import EVERY_S, NumberListKeeper
from callcenter.clock import now_s
from callcenter.store.stores import Stores, open_stores
from queueing.callers.number_lists import Treatment, Verdict

HEADER = "list,number,match,treatment,target,steps,why,until\n"
CALLER = "13800000001"
NOTICED_WITHIN_S = EVERY_S + 3.0  # a full machine takes its time


async def import_file(folder: Path, rows: str) -> tuple[int, str]:
    """`callcenter lists import` in a process of its own, as a keeper types it; its exit status and what it said."""
    (folder / "site.toml").write_text(f'[store]\nurl = "sqlite:///{folder}/desk.db"\n', "utf-8")
    (folder / "lists.csv").write_text(HEADER + rows, "utf-8")
    argv = ("lists", "import", "--config", str(folder / "site.toml"), str(folder / "lists.csv"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "callcenter", *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30.0)
    return process.returncode or 0, said.decode()


class Running:
    """The part of a running service that asks the lists about each call."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self._keeper = NumberListKeeper(stores.listed)

    def verdict(self, number: str = CALLER) -> Verdict:
        return self._keeper.verdict(number, now_s(), emergency=False)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        await self._keeper.refresh()
        task = asyncio.create_task(self._keeper.watch(), name="number lists")
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        service = Running(stores)
        async with service.watching():
            yield service


async def test_an_import_takes_effect_on_the_running_service_and_is_audited(running: Running, tmp_path: Path) -> None:
    assert running.verdict().treatment is None
    rows = f"black,{CALLER},exact,refuse,,,反复骚扰,\npriority,0571,prefix,,,3,企业专线,\n"
    assert await import_file(tmp_path, rows) == (0, "number lists: 2 entries added\n")
    async with asyncio.timeout(NOTICED_WITHIN_S):
        while running.verdict().treatment is not Treatment.REFUSE:
            await asyncio.sleep(0.05)
    assert running.verdict("057188880000").steps == 3
    listed = {one.entry_id for one in await running.stores.listed.all()}
    audited = [one for one in await running.stores.audit.last(20) if one.action == "list_add"]
    assert ({one.thing for one in audited}, {one.address for one in audited}) == (listed, {"command line"})
    assert CALLER not in repr(audited)


async def test_a_wrong_file_takes_no_row_changes_no_call_and_is_not_audited(running: Running, tmp_path: Path) -> None:
    rows = f"black,{CALLER},exact,refuse,,,骚扰,\nblack,12a,exact,refuse,,,骚扰,\n"
    status, said = await import_file(tmp_path, rows)
    assert status == 1
    assert "line 3: column number" in said
    assert await running.stores.listed.all() == ()
    assert [one for one in await running.stores.audit.last(20) if one.action == "list_add"] == []
