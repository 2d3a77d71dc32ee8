"""What `callcenter check` says of recognition: the model on this machine, or each server that has one."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from asr.models import check_model
from asr.recognizer import RecognizerError
from asr.sherpa_folder import read_folder
from asr.vosk_server import VoskServerEngine
from callcenter.asr_settings import Asr


def recognition_checks(asr: Asr, model: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """Name each thing that recognition needs, and look at it."""
    match asr.engine:
        case "vosk-server":
            for number, url in enumerate(asr.servers):
                yield f"asr.servers[{number}]", partial(_server, url)
        case "sherpa-onnx":
            yield "asr.model_path", lambda: _sherpa(model)
        case _:
            yield "asr.model_path", lambda: str(check_model(model))


def _server(url: str) -> str:
    """Have the server recognise a moment of silence."""
    engine = VoskServerEngine(url)
    try:
        engine.try_out()
        return (
            f"{engine.name} recognises with {engine.info.model}{' (synthetic demo model)' if engine.info.demo else ''}"
        )
    finally:
        engine.close()


def _sherpa(model: Path) -> str:
    if find_spec("sherpa_onnx") is None:
        raise RecognizerError("engine sherpa-onnx: expected the extra callcenter[sherpa], found it not installed")
    found = read_folder(model)
    return f"{found.kind} model {found.name} for {found.rate_hz} Hz (not loaded)"
