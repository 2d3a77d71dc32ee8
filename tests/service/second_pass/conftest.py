"""A city's model made once, and a desk with one call that is over."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import soundfile

from callcenter.drafting import Knowledge
from callcenter.packaged import demo_model_dir
from callcenter.second_pass.keeper import KeeperPorts, PassKeeper
from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass.queue import PassQueue
from callcenter.second_pass_settings import SecondPass
from callcenter.store.database import Database
from callcenter.store.passes import PassFigures
from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import SavedUtterance
from callcenter.store.versions import Shown
from callcenter.words.gather import SiteWords
from callcenter.words.rebuild import rebuild
from tests.service.second_pass import scene


@pytest.fixture(scope="session")
def city_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo model with the site's new word, as `callcenter words build` makes it."""
    words = SiteWords(classes={"estate": (scene.NEW_NAME,)}, clauses=(f"{scene.NEW_NAME}停水",))
    return rebuild(demo_model_dir(), words, tmp_path_factory.mktemp("model") / "city").folder


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> list[SavedUtterance]:
    """What the demo model heard of the call."""
    return scene.heard_live(scene.record(tmp_path_factory.mktemp("live")))


@dataclass(slots=True)
class Desk:
    """One call that is over, and the service's keeper of second passes."""

    folder: Path
    database: Database
    queue: PassQueue
    knowledge: Knowledge
    rules: SecondPass
    said: list[SavedUtterance]
    room: str = ""
    open_calls: set[str] = field(default_factory=set)
    tickets: list[Ticket] = field(default_factory=list)
    told: list[tuple[str, Shown]] = field(default_factory=list)
    figures: list[PassFigures] = field(default_factory=list)

    def keeper(self) -> PassKeeper:
        """A keeper as a service that has just started has one."""
        return PassKeeper(
            KeeperPorts(
                database=self.database,
                rules=self.rules,
                zone=scene.ZONE,
                knowledge=lambda: self.knowledge,
                room=lambda: self.room,
                settled=lambda call_id: call_id not in self.open_calls,
                on_ticket=self.tickets.append,
                on_heard=lambda call_id, shown: self.told.append((call_id, shown)),
                on_figures=self.figures.append,
            )
        )


@pytest.fixture
async def desk(tmp_path: Path, live: list[SavedUtterance]) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path}/desk.db"
    rules = SecondPass(enabled=True, lease_s=2.0, retry_s=0.05, attempts=2, still_s=20.0)
    async with Database(url) as database, opened_queue(database, rules.lease_s) as queue:
        known = scene.knowledge(tmp_path)
        seconds = float(soundfile.info(str(scene.record(tmp_path))).duration)
        at = time.time() - 600
        await scene.keep_call(database, live, seconds, at)
        await scene.draft_call(database, live, known, at)
        yield Desk(folder=tmp_path, database=database, queue=queue, knowledge=known, rules=rules, said=live)
