"""Facts go in at one end, and a wall at the other end of a real broker shows them."""

import asyncio
import gc
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from broker_world import HOST, ROOT, ZONE, Wall, client_of, publisher_at, summary, wall_of

from dashboards.address import AddressError, parse_url
from dashboards.broker import find_program
from dashboards.broker_files import Logins, password_hash
from dashboards.directory import Directory
from dashboards.projections import Board
from dashboards.pump import Pump
from queueing.events import CallArrived, OperatorStatus, ReachabilityChanged, StatusChanged

pytestmark = pytest.mark.wire


async def test_a_fact_shows_on_the_wall_and_operators_and_queues_with_it(logins: Logins) -> None:
    directory = Directory(queues={"hotline": "12345 热线"}, operators={"8001": None})
    board = Board(ZONE, directory, began=time.time())
    async with publisher_at(logins.publisher) as publisher, wall_of(logins.wall) as wall:
        pump = Pump(board, [publisher.set], time.time)
        running = asyncio.create_task(pump.run())
        await wall.until(lambda wall: len(wall.last) == 4)
        now = time.time()
        pump.feed(ReachabilityChanged(at=now, operator_id="8001", reachable=True))
        pump.feed(StatusChanged(at=now, operator_id="8001", status=OperatorStatus.READY))
        pump.feed(CallArrived(at=now, call_id="c1", queue="hotline", dialled="12345", caller="13800000000"))

        def shown(wall: Wall) -> bool:
            queue, operator = wall.last[f"{ROOT}/queue/hotline/status"], wall.last[f"{ROOT}/operator/8001/status"]
            total = wall.last[f"{ROOT}/summary"]
            assert queue is not None
            assert operator is not None
            assert total is not None
            return queue["waiting"] == 1 and operator["status"] == "ready" and total["waiting"] == 1

        await wall.until(shown)
        running.cancel()
        assert all(b"13800000000" not in m.payload for m in wall.messages)
        assert f"{ROOT}/event/offered" in wall.last


CONFIG = """\
listener {port} {host}
cafile {folder}/cert.pem
certfile {folder}/cert.pem
keyfile {folder}/key.pem
password_file {folder}/passwords
allow_anonymous false
user root
"""


@pytest.fixture
async def tls_port(tmp_path: Path, unused_port: int) -> AsyncIterator[int]:
    """A Mosquitto with TLS and one login; its certificate is cert.pem in the test's folder."""
    program = find_program("mosquitto")
    if program is None:
        pytest.skip("mosquitto is not installed")
    _certificate(tmp_path)
    (tmp_path / "passwords").write_text(f"city:{password_hash('p@ss word')}\n")
    (tmp_path / "passwords").chmod(0o600)
    (tmp_path / "conf").write_text(CONFIG.format(port=unused_port, host=HOST, folder=tmp_path))
    child = await asyncio.create_subprocess_exec(program, "-c", str(tmp_path / "conf"), stderr=subprocess.DEVNULL)
    yield unused_port
    child.terminate()
    await child.wait()


async def test_a_broker_by_url_over_tls_with_its_own_ca(tmp_path: Path, tls_port: int) -> None:
    address = parse_url(f"mqtts://city:p%40ss%20word@{HOST}:{tls_port}", str(tmp_path / "cert.pem"))
    async with publisher_at(address) as publisher:
        publisher.set(summary(2))
        async with asyncio.timeout(10):
            while publisher.sent < 2:
                await asyncio.sleep(0.02)
        context = ssl.create_default_context(cafile=tmp_path / "cert.pem")
        async with client_of(address, tls_context=context) as client:
            wall = Wall()
            listening = asyncio.create_task(wall.listen(client))
            await client.subscribe(f"{ROOT}/#")
            await wall.until(lambda wall: len(wall.last) == 2)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


# paho leaves a socket whose TLS handshake failed to the garbage collector, which closes it with a warning
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_broker_whose_certificate_nobody_vouches_for_gets_nothing(tls_port: int) -> None:
    told: list[bool] = []
    stranger = parse_url(f"mqtts://city:p%40ss%20word@{HOST}:{tls_port}")
    async with publisher_at(stranger, on_link=told.append) as refused:
        async with asyncio.timeout(10):
            while not told:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        assert (refused.sent, told) == (0, [False])
    del refused
    gc.collect()


def _certificate(folder: Path) -> None:
    """A self-signed certificate for the test's address."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
            "-addext",
            f"subjectAltName=IP:{HOST}",
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )


def test_a_ca_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(AddressError, match=r"mqtt\.ca_file: expected a readable PEM file, found .*missing\.pem"):
        parse_url("mqtts://broker", str(tmp_path / "missing.pem"))
