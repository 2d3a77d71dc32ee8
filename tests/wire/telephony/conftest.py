"""A telephony process on addresses of its own, with prompts that are tones."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.wire.own_net import own
from tests.wire.phones.tone import LEVEL, RATE_HZ, linear_to_alaw
from tests.wire.telephony.desk_end import REALM, Site, running

MUSIC_HZ = 600
HOLD_HZ = 750
GREETING_HZ = 1500
GREETING_S = 1.0
TRUNK_PORT, GUARDED_PORT = 5070, 5072
_sites = itertools.count(1)


def write_prompt(folder: Path, name: str, hz: int, seconds: float) -> None:
    """Write a prompt that is a tone, in A-law; the mu-law file only has to exist."""
    times_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    sound = linear_to_alaw((LEVEL * np.sin(2 * np.pi * hz * times_s)).astype(np.int16))
    (folder / f"{name}.8").write_bytes(sound)
    (folder / f"{name}.0").write_bytes(sound)


def make_site(folder: Path, **media: object) -> Site:
    """Describe a telephony process on 127.11.N.x; each of a test run gets its own N."""
    prompts = folder / "prompts"
    prompts.mkdir(parents=True, exist_ok=True)
    write_prompt(prompts, "greeting", GREETING_HZ, GREETING_S)
    write_prompt(prompts, "music", MUSIC_HZ, 2.0)
    write_prompt(prompts, "hold", HOLD_HZ, 2.0)
    number = next(_sites) % 80 + 1
    ip = own(f"127.11.{number}.1")
    config: dict[str, object] = {
        "socket": str(folder / "telephony.sock"),
        "listen": f"{ip}:5060",
        "realm": REALM,
        "trunks": _trunks(number + 80),
        "media": {"ip": ip, "port_min": 20000, "port_max": 20999, "timeout_s": 30, **media},
        "prompts_dir": str(prompts),
        "user_agent": "callcenter test",
        "log": {"level": "info"},
    }
    trunk, phones = own(f"127.11.{number + 80}.1"), own(f"127.11.{number + 160}.1")
    return Site(folder=folder, ip=ip, trunk_ip=trunk, phone_ip=phones, config=config)


def _trunks(net: int) -> list[dict[str, object]]:
    """One that knows us by our address, one that wants a login."""
    out = {"match": [own(f"127.11.{net}.0/24")], "may_dial": ["1XXXXXXXXXX", "110"], "show_number": "12345"}
    login = {"username": "desk", "password": "open sesame"}
    return [
        {"name": "city", "out": own(f"127.11.{net}.1:{TRUNK_PORT}"), **out},
        {"name": "guarded", "out": own(f"127.11.{net}.1:{GUARDED_PORT}"), **out, **login},
    ]


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run one telephony process for the tests of a file."""
    shared = make_site(tmp_path_factory.mktemp("telephony"))
    shared.start()
    yield shared
    shared.stop()


@pytest.fixture
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    """Lend the file's telephony process, empty; a file that says OWN_PROCESS gets one for each test."""
    if getattr(request.module, "OWN_PROCESS", False):
        async with running(make_site(tmp_path)) as own:
            yield own
        return
    shared: Site = request.getfixturevalue("shared_site")
    yield shared
    await shared.clear()
