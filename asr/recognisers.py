"""The recognisers: `python -m asr.recognisers --config FILE.json [--lifeline-fd N]`.

Three kinds of process, so that nothing Kaldi does reaches anyone: this one holds no Kaldi and never dies of a
model; the nursery loads the model once and forks the workers; each worker recognises some legs.
"""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from asr import frames
from asr.addresses import check_address
from asr.frames import Kind
from asr.logs import log_json_to_stderr
from asr.model_choice import ModelAnswer, ModelChoice, read_choice, write_answer
from asr.model_folder import check_model
from asr.nursery import LEAVE, LOADING_FAILED, Make, nurse, try_out
from asr.process import ConfigError, LogConfig, die_with, load_config, read_arguments
from asr.recognizer import Engine, RecognizerError
from asr.wake import Wake

_log = logging.getLogger(__name__)
ENGINES = ("vosk", "vosk-server", "sherpa-onnx", "scripted")
_LIBRARY_EXIT = 255  # sherpa-onnx ends its process on a model it cannot read
_BACK_OFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
_STABLE_S = 30.0  # a nursery that lived this long begins the back-off anew


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisersConfig:
    """What the supervisor writes for this process."""

    socket: Path  # the ear's recogniser socket
    model_path: Path = Path()  # needed by engine vosk
    choice: Path = Path()  # file of a model chosen instead (asr.model_choice); SIGHUP says that it changed
    workers: int = 1
    engine: str = "vosk"  # see ENGINES
    servers: tuple[str, ...] = ()  # of engine vosk-server: a worker each
    script: tuple[str, ...] = ()  # lines of engine scripted
    nice: int = 5  # calls go first
    log: LogConfig = field(default_factory=LogConfig)

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ConfigError(f"engine: expected one of {', '.join(ENGINES)}, found {self.engine!r}")
        if bool(self.servers) != (self.engine == "vosk-server"):
            raise ConfigError(f"servers: expected addresses with engine vosk-server only, found {len(self.servers)}")
        for url in self.servers:
            check_address(url)
        if not 1 <= self.workers <= 64:
            raise ConfigError(f"workers: expected 1 to 64, found {self.workers}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nursery:
    """A nursery process; `ready_fd` gives a byte once its engine is loaded and tried, and ends with it."""

    pid: int
    ready_fd: int


class Recognisers:
    """Owns the nursery process and the word of what is wrong with it."""

    def __init__(self, config: RecognisersConfig, lifeline_fd: int | None) -> None:
        self._config = config
        self._lifeline_fd = lifeline_fd
        self._complaint: socket.socket | None = None
        self._wake = Wake(signal.SIGHUP)
        self._generation = 0
        self._before: list[int] = []  # nurseries whose last workers end with the legs they hear

    def run(self) -> None:
        """Keep a nursery alive until the lifeline closes."""
        failures = 0
        while True:
            started = time.monotonic()
            problem = self._one_nursery()
            failures = 0 if time.monotonic() - started > _STABLE_S else failures
            wait_s = _BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)]
            failures += 1
            _log.error("recognisers are down", extra={"problem": problem, "retry_s": wait_s})
            self._complain_for(problem, wait_s)

    def _one_nursery(self) -> str:
        """Run one nursery to its end; give a sentence saying why it ended."""
        self._take_choice()
        problem = self._refused()
        if problem:
            return problem
        nursery = self._fork()
        while True:
            ended = os.pidfd_open(nursery.pid)
            ready = self._wait([ended, self._wake.fd], None)
            os.close(ended)
            if ended in ready:
                os.close(nursery.ready_fd)
                return self._sentence(os.waitstatus_to_exitcode(os.waitpid(nursery.pid, 0)[1]))
            nursery = self._changed(nursery)

    def _refused(self) -> str:
        """Give what is wrong with the model, as far as its files tell; '' when nothing is."""
        if self._config.engine != "vosk":
            return ""
        try:
            info = check_model(self._config.model_path)
        except (RecognizerError, OSError) as error:
            return str(error)
        if info.demo:
            _log.warning("合成语音演示模型: demo model of synthetic speech", extra={"model": info.name})
        return ""

    def _take_choice(self) -> ModelChoice | None:
        """Take the chosen model for the next nursery; only Vosk's can be chosen."""
        choice = read_choice(self._config.choice) if self._config.engine == "vosk" else None
        if choice is not None:
            self._config = replace(self._config, model_path=choice.path)
        return choice

    def _changed(self, nursery: Nursery) -> Nursery:
        """Put a nursery of the chosen model in the place of this one, or say why not and keep this one.

        Its workers take the legs that begin; those of the one before end with the legs they hear.
        """
        self._wake.taken()
        self._before = [pid for pid in self._before if os.waitpid(pid, os.WNOHANG) == (0, 0)]
        before = self._config
        choice = self._take_choice()
        if choice is None:
            return nursery
        problem = self._refused()
        later = nursery if problem else self._fork()
        if not problem and not self._is_ready(later):
            problem = self._sentence(os.waitstatus_to_exitcode(os.waitpid(later.pid, 0)[1]))
        write_answer(self._config.choice, ModelAnswer(asked=choice.asked, problem=problem))
        if problem:
            _log.error("chosen model refused; the one before stays", extra={"problem": problem})
            self._config = before
            return nursery
        _log.info("another model hears from now on", extra={"model": choice.path.name})
        os.kill(nursery.pid, LEAVE)
        os.close(nursery.ready_fd)
        self._before.append(nursery.pid)
        return later

    def _is_ready(self, nursery: Nursery) -> bool:
        """Wait until a nursery has loaded and tried its engine, or has ended."""
        self._wait([nursery.ready_fd], None)
        if os.read(nursery.ready_fd, 1):
            return True
        os.close(nursery.ready_fd)
        return False

    def _fork(self) -> Nursery:
        parent = os.getpid()
        self._generation += 1
        ready_fd, ready = os.pipe()
        pid = os.fork()
        if pid:
            os.close(ready)
            return Nursery(pid=pid, ready_fd=ready_fd)
        code = LOADING_FAILED
        try:
            die_with(parent)
            self._stop_complaining()
            os.nice(self._config.nice)
            makers = self._makers()
            os.write(ready, b"!")
            os.close(ready)
            nurse(self._config.socket, makers, self._generation)
            code = 0
        except RecognizerError as error:
            _log.error("model refused", extra={"problem": str(error)})
        finally:
            os._exit(code)

    def _makers(self) -> list[Make]:
        """Give what each worker recognises with: a server of its own, or the one engine that was loaded for all."""
        if self._config.engine == "vosk-server":
            from asr.distant import engine_of  # noqa: PLC0415 -- aiohttp stays out of the parent

            return [partial(engine_of, url, self._config.socket) for url in self._config.servers]
        engine = self._load()
        try_out(engine)
        return [lambda: engine] * self._config.workers

    def _load(self) -> Engine:
        """Load the engine; only the nursery calls this, so that only its children hold Kaldi."""
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a worker has a thread for each leg already
        if self._config.engine == "scripted":
            from asr.scripted import ScriptedEngine  # noqa: PLC0415 -- numpy stays out of the parent

            return ScriptedEngine(lines=self._config.script)
        if self._config.engine == "sherpa-onnx":
            from asr.sherpa_engine import SherpaEngine  # noqa: PLC0415 -- an extra that may not be installed

            return SherpaEngine(self._config.model_path)
        from asr.vosk_engine import VoskEngine  # noqa: PLC0415 -- so does Kaldi

        return VoskEngine(self._config.model_path)

    def _sentence(self, code: int) -> str:
        model = self._config.model_path
        if code in {LOADING_FAILED, _LIBRARY_EXIT}:
            return f"model {model}: expected one that loads and recognises, found one that does not"
        if code < 0:
            name = signal.Signals(-code).name
            return f"model {model}: expected one that loads and recognises, found {name} from its library"
        return f"recognisers: expected to run for ever, found exit code {code}"

    def _complain_for(self, problem: str, wait_s: float) -> None:
        """Tell the ear what is wrong for as long as it is wrong; try again to reach it each second."""
        until = time.monotonic() + wait_s
        while (left_s := until - time.monotonic()) > 0:
            if self._complaint is None:
                self._complaint = _complain(self._config.socket, problem)
            self._wait([], min(left_s, 1.0))
        self._stop_complaining()

    def _stop_complaining(self) -> None:
        if self._complaint is not None:
            self._complaint.close()
            self._complaint = None

    def _wait(self, fds: Sequence[int], timeout_s: float | None) -> set[int]:
        """Wait for one of `fds` or the time; end this process when the lifeline closes."""
        lifeline = [] if self._lifeline_fd is None else [self._lifeline_fd]
        ready = set(select.select([*fds, *lifeline], [], [], timeout_s)[0])
        if ready.intersection(lifeline):
            _log.info("lifeline closed")
            sys.exit(0)  # the kernel kills the nursery, and its end kills the workers
        return ready


def _complain(path: Path, problem: str) -> socket.socket | None:
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(1.0)
    try:
        link.connect(str(path))
        link.sendall(frames.pack_json(Kind.HELLO, 0, {"problem": problem, "pid": os.getpid()}))
    except OSError:
        link.close()
        return None
    return link


def main() -> None:
    """Run until the lifeline closes or a signal ends us."""
    log_json_to_stderr()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    file, lifeline_fd = read_arguments("asr.recognisers")
    try:
        config = load_config(file, RecognisersConfig)
    except ConfigError as error:
        _log.critical("configuration refused", extra={"problem": str(error)})
        sys.exit(2)
    log_json_to_stderr(config.log.level)
    Recognisers(config, lifeline_fd).run()


if __name__ == "__main__":
    main()
