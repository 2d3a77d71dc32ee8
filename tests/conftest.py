"""What holds for every test."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from callcenter.store import database
from tests.fresh_store import FreshStores

# Time limits of single examples say how busy the machine is, not whether the code is right. A clone's tests choose the
# same examples every time; HYPOTHESIS_PROFILE=search looks for new ones, as is done before a release.
SLOW = [HealthCheck.too_slow]
settings.register_profile("project", deadline=None, derandomize=True, suppress_health_check=SLOW)
settings.register_profile("search", deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over six thousand tests and all that was imported for them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _fresh_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Databases of tests begin as a copy of what the migrations made; tests of migrating call it themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "migrate", FreshStores(tmp_path_factory.mktemp("fresh")).migrate)
        yield
