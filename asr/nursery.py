"""The nursery: loads an engine once, then forks workers that share its memory and replaces those that end."""

import faulthandler
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.process import die_with
from asr.recognizer import LINE_RATE_HZ, Engine, PcmChunk
from asr.wake import Wake
from asr.worker import CRASH_FILE, Worker

_log = logging.getLogger(__name__)
LEAVE = signal.SIGUSR1  # to a nursery: fork no more; end when the last worker has
LOADING_FAILED = 78  # EX_CONFIG
_RECONNECT_S = 0.2
_SHORT_LIFE_S = 1.0  # a worker that ends sooner is not replaced at once
_REST_S = 1.0

Make = Callable[[], Engine]  # called in the worker's process, after the fork


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    pid: int
    started: float  # monotonic
    place: int  # of the makers
    retires: int  # fd: readable when the worker wants a successor


def nurse(ear_socket: Path, makers: Sequence[Make], generation: int = 0) -> None:
    """Keep one worker alive for each maker, until LEAVE says that a later generation takes over.

    Then it returns when the last of its workers has ended with its legs.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C reaches the whole group; our parent decides
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # is for our parent
    leave, leaving = Wake(LEAVE), False
    children: dict[int, _Child] = {}  # by pidfd
    places: dict[int, int] = {}  # maker -> pid of the worker that stands for it
    while children or not leaving:
        for place, make in enumerate(makers):
            if place not in places and not leaving:
                child = _fork_worker(ear_socket, make, place, generation)
                children[os.pidfd_open(child.pid)] = child
                places[place] = child.pid
        _wait(children, places, leave.fd)
        leaving = leave.taken() or leaving


def try_out(engine: Engine) -> None:
    """Recognise a second of silence: some broken models fail only now."""
    session = engine.open()
    session.push(PcmChunk(start_sample=0, pcm=bytes(2 * LINE_RATE_HZ)))
    session.flush()
    session.close()


def _wait(children: dict[int, _Child], places: dict[int, int], leave_fd: int) -> None:
    """Wait for one that ends or retires, and free its place, or for the word to leave."""
    retiring = {child.retires: child for child in children.values() if child.retires >= 0}
    ready = set(select.select([*children, *retiring, leave_fd], [], [])[0])
    for fd in ready & retiring.keys():
        child = retiring[fd]
        if places.get(child.place) == child.pid and os.read(fd, 1):
            del places[child.place]
    for pidfd in ready & children.keys():
        child = children.pop(pidfd)
        if places.get(child.place) == child.pid:
            del places[child.place]
        _bury(pidfd, child)
    for pidfd, child in list(children.items()):
        if child.retires in ready:  # told once; at its end nothing more is read of it
            os.close(child.retires)
            children[pidfd] = _Child(pid=child.pid, started=child.started, place=child.place, retires=-1)


def _bury(pidfd: int, child: _Child) -> None:
    os.close(pidfd)
    if child.retires >= 0:
        os.close(child.retires)
    code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
    lived_s = time.monotonic() - child.started
    _log.warning("recogniser ended", extra={"pid": child.pid, "exit_code": code, "lived_s": round(lived_s, 1)})
    if lived_s < _SHORT_LIFE_S:
        time.sleep(_REST_S)


def _fork_worker(ear_socket: Path, make: Make, place: int, generation: int) -> _Child:
    parent = os.getpid()
    retires, retire = os.pipe()
    pid = os.fork()
    if pid:
        os.close(retire)
        return _Child(pid=pid, started=time.monotonic(), place=place, retires=retires)
    code = 70  # EX_SOFTWARE
    try:
        die_with(parent)
        _work(ear_socket, make, retire, generation)
        code = 0
    except OSError as error:
        _log.info("ear is gone", extra={"errno": error.errno})
        code = 0
    finally:
        os._exit(code)  # never back into the nursery's loop


def _work(ear_socket: Path, make: Make, retire: int, generation: int) -> None:
    engine = make()
    with (ear_socket.parent / CRASH_FILE.format(pid=os.getpid())).open("w", encoding="utf-8") as crash:
        faulthandler.enable(crash, all_threads=True)  # tells the ear whose sound it was
        try:
            Worker(connect(ear_socket), engine, lambda: _say(retire), generation).run()
        finally:
            Path(crash.name).unlink(missing_ok=True)


def _say(retire: int) -> None:
    os.write(retire, b"r")


def connect(ear_socket: Path) -> socket.socket:
    """Connect to the ear, trying for as long as it takes."""
    while True:
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(str(ear_socket))
        except OSError:
            link.close()
            time.sleep(_RECONNECT_S)
        else:
            return link
