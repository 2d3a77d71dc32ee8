"""The private Mosquitto: who may do what, what its files look like, and that nothing of it is left."""

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import aiomqtt
import pytest
from broker_world import HOST, ROOT, client_of, publisher_at, summary, wall_of

from dashboards.address import BrokerAddress
from dashboards.broker import PrivateBroker, find_program, prepare
from dashboards.broker_files import BrokerError, BrokerFiles, Logins
from tests.wire.own_net import own

pytestmark = pytest.mark.wire


async def test_a_wall_cannot_publish(logins: Logins) -> None:
    async with wall_of(logins.wall) as wall, client_of(logins.wall) as thief:
        await thief.publish(f"{ROOT}/summary", b"{}", qos=1, retain=True)
        async with publisher_at(logins.publisher) as publisher:
            publisher.set(summary(8))
            await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
            assert wall.last[f"{ROOT}/summary"]["waiting"] == 8


@pytest.mark.parametrize(("user", "password"), [("", ""), ("wall", "wrong"), ("nobody", "x"), ("publisher", "")])
async def test_anyone_without_a_login_is_refused(logins: Logins, user: str, password: str) -> None:
    stranger = BrokerAddress(host=logins.wall.host, port=logins.wall.port, user=user, password=password)
    with pytest.raises(aiomqtt.MqttError):
        async with client_of(stranger):
            pass


async def test_nobody_leaves_the_tree_of_the_desk(logins: Logins) -> None:
    async with wall_of(logins.publisher, "#") as wall, client_of(logins.publisher) as writer:
        await writer.publish("elsewhere/x", b"{}", qos=1)
        await writer.publish(f"{ROOT}/summary", b"{}", qos=1)
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        assert "elsewhere/x" not in wall.last


async def test_private_topics_do_not_reach_the_wall(logins: Logins) -> None:
    async with wall_of(logins.wall) as wall, client_of(logins.publisher) as writer:
        await writer.publish(f"{ROOT}/private/8001/partial", b"{}", qos=1)
        await writer.publish(f"{ROOT}/summary", b"{}", qos=1)
        await wall.until(lambda wall: f"{ROOT}/summary" in wall.last)
        assert list(wall.last) == [f"{ROOT}/summary"]


async def test_it_listens_on_its_own_address_only(broker: PrivateBroker, logins: Logins) -> None:
    assert logins.wall.host == HOST
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect((own("127.15.0.2"), logins.wall.port))


async def test_it_is_not_root_and_its_secrets_are_closed(broker: PrivateBroker, logins: Logins, tmp_path: Path) -> None:
    folder = tmp_path / "run" / "broker"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"mosquitto.conf": 0o640, "passwords": 0o640, "acl": 0o640, "credentials.json": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    said = Path(f"/proc/{broker.pid}/status").read_text()
    assert not [line for line in said.splitlines() if line.startswith("Uid:") and "\t0" in line]
    assert logins.wall.password not in (folder / "passwords").read_text()
    assert logins.wall.password not in repr(logins)


async def test_killed_it_comes_back_with_its_port_and_passwords(broker: PrivateBroker, logins: Logins) -> None:
    for _ in range(2):
        old = broker.pid
        assert old is not None
        os.kill(old, signal.SIGKILL)
        async with asyncio.timeout(10):
            while broker.pid in (old, None):
                await asyncio.sleep(0.02)
    async with asyncio.timeout(10):
        while True:
            try:
                async with client_of(logins.wall):
                    break
            except aiomqtt.MqttError:
                await asyncio.sleep(0.05)
    assert broker.restarts == 2


async def test_the_port_stays_over_a_restart_unless_taken(
    broker: PrivateBroker, logins: Logins, tmp_path: Path
) -> None:
    await broker.stop()
    again = await broker.start()
    assert again == logins
    await broker.stop()
    with socket.create_server((HOST, logins.wall.port)):
        other = await broker.start()
        assert other is not None
        assert other.wall.port != logins.wall.port
        assert other.wall.password == logins.wall.password


SERVICE = """
import asyncio, sys
from pathlib import Path
from dashboards.broker import PrivateBroker

async def main():
    broker = PrivateBroker(Path(sys.argv[1]), host=sys.argv[2])
    await broker.start()
    print(broker.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_nothing_is_left_when_the_service_is_killed(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVICE, str(tmp_path / "b"), HOST, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    pid = int(await asyncio.wait_for(child.stdout.readline(), 20))
    assert Path(f"/proc/{pid}").exists()
    child.kill()
    await child.wait()
    async with asyncio.timeout(5):
        while Path(f"/proc/{pid}").exists() and b"\nState:\tZ" not in Path(f"/proc/{pid}/status").read_bytes():
            await asyncio.sleep(0.05)


async def test_without_mosquitto_it_says_so_once_and_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert await PrivateBroker(tmp_path / "b", program="no-such-broker").start() is None
    assert [r.getMessage() for r in caplog.records] == [
        "no mosquitto on this machine: screens use the service's own link"
    ]
    assert not (tmp_path / "b").exists()


async def test_a_broker_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    bad = Path(tempfile.mkdtemp(prefix="callcenter-broker-")) / "mosquitto"
    bad.parent.chmod(0o755)  # pytest's own folders are closed to the broker's user
    bad.write_text("#!/bin/sh\necho 'Error: out of luck' >&2\nexit 3\n")
    bad.chmod(0o755)
    with pytest.raises(BrokerError, match="out of luck"):
        await PrivateBroker(tmp_path / "b", program=str(bad)).start()
    shutil.rmtree(bad.parent)


def test_a_supervisor_gets_all_it_needs_to_start_it(tmp_path: Path) -> None:
    program = find_program("mosquitto")
    if program is None:
        pytest.skip("mosquitto is not installed")
    launch = prepare(tmp_path / "b", host=HOST)
    assert launch is not None
    assert (launch.argv, launch.cwd) == ((program, "-c", "mosquitto.conf"), tmp_path / "b")
    held = json.loads((tmp_path / "b" / "credentials.json").read_text())
    assert (held["host"], held["port"]) == (HOST, launch.port)
    assert BrokerFiles(tmp_path / "b").logins().publisher.password == held["publisher"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokerError, match=r"file/b: expected a folder"):
        BrokerFiles(tmp_path / "file" / "b").write()


def test_credentials_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=r"credentials\.json: expected"):
        BrokerFiles(tmp_path).logins()
