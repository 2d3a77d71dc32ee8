"""Makes the engine of a worker whose recogniser is on another machine: waits for the server, and watches it."""

import logging
import os
import socket
import threading
import time
from pathlib import Path

from asr import frames
from asr.frames import Kind
from asr.recognizer import RecognizerError
from asr.vosk_server import VoskServerEngine
from asr.worker import LINK_LOST

_log = logging.getLogger(__name__)
_TRY_AGAIN_S = (0.5, 1.0, 2.0, 5.0)
_LOOK_S = 5.0


def engine_of(url: str, ear_socket: Path) -> VoskServerEngine:
    """Give the server's engine once it recognises; until then the ear is told what is wrong with it."""
    engine = VoskServerEngine(url)
    complaint = _Complaint(ear_socket)
    tries = 0
    while problem := _problem(engine):
        _log.warning("server is not to be had", extra={"server": engine.name, "problem": problem})
        complaint.say(problem)
        time.sleep(_TRY_AGAIN_S[min(tries, len(_TRY_AGAIN_S) - 1)])
        tries += 1
    complaint.end()
    threading.Thread(target=_watch, args=(engine,), name=f"watch {engine.name}", daemon=True).start()
    return engine


def _problem(engine: VoskServerEngine) -> str:
    try:
        engine.try_out()
    except RecognizerError as error:
        return str(error)
    return ""


def _watch(engine: VoskServerEngine) -> None:
    """End this process when the server is gone, talked to or not: its legs go elsewhere, its successor waits for it."""
    while engine.alive() or engine.alive():
        time.sleep(_LOOK_S)
    _log.error("server is gone", extra={"server": engine.name})
    os._exit(LINK_LOST)


class _Complaint:
    """Owns a connection to the ear that says what is wrong, for as long as it is."""

    def __init__(self, ear_socket: Path) -> None:
        self._ear_socket = ear_socket
        self._link: socket.socket | None = None
        self._said = ""

    def say(self, problem: str) -> None:
        """Say it unless it was said."""
        if problem == self._said:
            return
        self.end()
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(str(self._ear_socket))
            link.sendall(frames.pack_json(Kind.HELLO, 0, {"problem": problem, "pid": os.getpid()}))
        except OSError:
            link.close()
            return
        self._link, self._said = link, problem

    def end(self) -> None:
        """Nothing is wrong any more."""
        if self._link is not None:
            self._link.close()
        self._link, self._said = None, ""
