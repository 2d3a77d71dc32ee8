"""The demo as a stranger runs it: passes by itself in its seconds, and leaves nothing when it is stopped or killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from callcenter.demo.free_ports import is_free
from tests.wire.own_net import own

pytestmark = pytest.mark.wire

SHOW_SECONDS = 240  # it takes half of that; the rest is for a busy machine
SECONDS = 90  # two rounds of calls even when a busy machine starts slowly


@contextmanager
def demo(folder: Path, ip: str, *more: str, in_use: bool = False) -> Iterator["subprocess.Popen[str]"]:
    argv = [sys.executable, "-m", "callcenter", "demo", "--folder", str(folder), "--ip", ip, *more]
    process = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)
        if not in_use:
            _wait_gone(folder)


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes that were started for this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line and path.parent.name != str(os.getpid()):
            found.append(line)
    return found


def _wait_gone(folder: Path, within_s: float = 15.0) -> None:
    deadline = time.monotonic() + within_s
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def wait_for(process: "subprocess.Popen[str]", text: str, within_s: float = 60.0) -> str:
    """All that was printed until this text; fails when the demo ends before."""
    assert process.stdout is not None
    seen, deadline = "", time.monotonic() + within_s
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        seen += line
        if text in line or not line:
            break
    assert text in seen, seen
    return seen


@pytest.mark.timeout(SECONDS + 60)
def test_a_demo_ends_by_itself_with_every_call_good(tmp_path: Path) -> None:
    """Exit code 0 says: each call answered, sound both ways, a ticket whose text came from recognition.

    Meanwhile a second demo in the same folder is refused and disturbs nothing.
    """
    began_s = time.monotonic()
    with demo(tmp_path / "d", own("127.14.41.1"), "--seconds", str(SECONDS)) as process:
        start = wait_for(process, "/wall")
        assert f"http://{own('127.14.41.1')}:8080/wall" in start
        with demo(tmp_path / "d", own("127.14.46.1"), in_use=True) as second:
            refusal, _ = second.communicate(timeout=30)
        assert second.returncode == 2
        assert "expected no other demo" in refusal
        out, _ = process.communicate(timeout=SECONDS + 30)
    assert process.returncode == 0, start + out
    assert time.monotonic() - began_s < SECONDS
    assert "PASSED" in out
    assert out.count("草稿工单 T") >= 3
    waited = re.search(r"had to wait / 曾排队\s+(\d+)", out)
    assert waited
    assert int(waited.group(1)) >= 1
    assert processes_of(tmp_path / "d") == []


@pytest.mark.quiet  # it promises at most 300 ms between two callers on air
@pytest.mark.timeout(SHOW_SECONDS + 60)
def test_a_scripted_live_show_puts_the_right_callers_on_air_and_ends_with_every_matter_settled(tmp_path: Path) -> None:
    """Exit code 0 says that the studio's recording, the closing and the files are as the script wants.

    Three of twelve on air in order, at most 300 ms between them, nobody else ever; a close that is refused while
    matters are owed, then a ticket or a reason for each, and every file made.
    """
    with demo(tmp_path / "d", own("127.14.47.1"), "--show", "--seconds", str(SHOW_SECONDS)) as process:
        out, _ = process.communicate(timeout=SHOW_SECONDS + 30)
    assert process.returncode == 0, out
    assert "PASSED" in out
    assert "系统拒绝" in out
    assert processes_of(tmp_path / "d") == []


@pytest.mark.parametrize(("how", "moment"), [(signal.SIGINT, "making its folder"), (signal.SIGTERM, "talking")])
def test_a_demo_that_is_stopped_leaves_nothing(tmp_path: Path, how: signal.Signals, moment: str) -> None:
    ip = own("127.14.42.1")
    with demo(tmp_path / "d", ip) as process:
        seen = wait_for(process, moment)
        process.send_signal(how)
        out, _ = process.communicate(timeout=40)
        assert "nothing left running" in out, seen + out
        assert process.returncode == 1  # no call was finished: nothing was shown
    assert processes_of(tmp_path / "d") == []
    assert is_free(ip, 5060, socket.SOCK_DGRAM)
    assert is_free(ip, 8080, socket.SOCK_STREAM)


def test_a_demo_that_is_killed_takes_its_desk_with_it(tmp_path: Path) -> None:
    with demo(tmp_path / "d", own("127.14.43.1")) as process:
        wait_for(process, "/wall")
        process.kill()
        process.wait(timeout=10)
        _wait_gone(tmp_path / "d", 20.0)


def test_a_folder_of_someone_else_is_refused_untouched(tmp_path: Path) -> None:
    precious = tmp_path / "d" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("mine")
    with demo(tmp_path / "d", own("127.14.44.1")) as process:
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "expected a folder of an earlier demo" in out
    assert precious.read_text() == "mine"
