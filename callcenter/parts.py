"""The list of processes a desk is made of, and the files that tell each what to do."""

import json
import shutil
import sys
from pathlib import Path

from asr.model_choice import read_choice
from callcenter.asr_settings import Asr, model_folder
from callcenter.packaged import demo_model_dir, prompts_dir
from callcenter.settings import Settings
from callcenter.show.stored_sound import STORED_CALLS
from callcenter.supervisor import Part
from dashboards.broker import die_with_parent, prepare

TELEPHONY_SOCKET = "telephony.sock"
EAR_SOCKET = "ear.sock"
RECOGNISER_SOCKET = "recognisers.sock"


def run_dir(settings: Settings) -> Path:
    """Folder of sockets, pids and generated configuration."""
    return settings.data_dir() / "run"


def broker_dir(settings: Settings) -> Path:
    """Folder of the private broker's files."""
    return run_dir(settings) / "broker"


def recordings_dir(settings: Settings) -> Path:
    """Folder of recordings."""
    return settings.data_dir() / "recordings"


def model_dir(settings: Settings) -> Path:
    """The speech model in use: the configured one, else the chosen one (`callcenter model use`), else the demo."""
    choice = None if settings.asr.model_path else read_choice(model_choice(settings))
    return choice.path if choice else model_folder(settings.asr, demo_model_dir())


def model_choice(settings: Settings) -> Path:
    """File of the chosen model; the recognisers read it when they start and when they are told."""
    return settings.data_dir() / "model-in-use.json"


def build_parts(settings: Settings, config_file: Path | None) -> list[Part]:
    """The parts in the order they start; each one's configuration is written to the run folder."""
    parts = [
        _module(
            "telephony",
            "callcenter.telephony.exchange",
            _write(settings, "telephony", _telephony(settings)),
            adopt=True,
        ),
        _module("ear", "asr.ear", _write(settings, "ear", _ear(settings)), adopt=True),
    ]
    if settings.asr.workers:
        parts.append(_module("recognisers", "asr.recognisers", _write(settings, "recognisers", _recognisers(settings))))
    told = ("--config", str(config_file)) if config_file else ()
    service = Part(name="service", argv=(sys.executable, "-m", "callcenter.service_start", *told))
    prober = Part(name="prober", argv=(sys.executable, "-m", "callcenter.probe.process", *told))
    again = Part(name="second-pass", argv=(sys.executable, "-m", "callcenter.second_pass.process", *told))
    second = settings.asr.second_pass
    optional = [*([prober] if settings.probe else []), *([again] if second.enabled and second.workers else [])]
    return [*parts, *_broker(settings), service, *optional]


def _broker(settings: Settings) -> list[Part]:
    """The private Mosquitto, unless the site has a broker or this machine has no Mosquitto."""
    if settings.mqtt.url:
        return []
    launch = prepare(broker_dir(settings), settings.mqtt.mosquitto)
    if launch is None:
        shutil.rmtree(broker_dir(settings), ignore_errors=True)  # credentials of a broker that will not be there
        return []
    return [
        Part(
            name="broker",
            argv=launch.argv,
            lifeline=False,
            cwd=launch.cwd,
            user=launch.user,
            group=launch.group,
            before_exec=die_with_parent,
        )
    ]


def _module(name: str, module: str, config: Path, *, adopt: bool = False) -> Part:
    return Part(name=name, argv=(sys.executable, "-m", module, "--config", str(config)), adopt=adopt)


def _write(settings: Settings, name: str, body: dict[str, object]) -> Path:
    path = run_dir(settings) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # a trunk's password is in it
    path.chmod(0o600)
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")
    return path


def _telephony(settings: Settings) -> dict[str, object]:
    media = settings.media
    return {
        "socket": str(run_dir(settings) / TELEPHONY_SOCKET),
        "listen": settings.sip.listen,
        "realm": settings.sip.realm,
        "user_agent": settings.sip.user_agent,
        "trunks": [one.model_dump(mode="json") for one in settings.sip.trunk],
        "media": {
            "ip": media.ip,
            "port_min": media.port_min,
            "port_max": media.port_max,
            "timeout_s": media.timeout_s,
        },
        "stored_dir": str(settings.data_dir() / STORED_CALLS),
        "prompts_dir": str(Path(media.prompts_dir).resolve() if media.prompts_dir else prompts_dir()),
        "log": {"level": settings.log.level},
    }


def _ear(settings: Settings) -> dict[str, object]:
    recordings_dir(settings).mkdir(parents=True, exist_ok=True)
    return {
        "socket": str(run_dir(settings) / EAR_SOCKET),
        "recogniser_socket": str(run_dir(settings) / RECOGNISER_SOCKET),
        "rtp_ip": settings.asr.rtp_ip,
        "worker_memory_mb": settings.asr.worker_memory_mb,
        "data_dir": str(settings.data_dir()),
        "recordings_dir": str(recordings_dir(settings)),
        "log": {"level": settings.log.level},
    }


def _recognisers(settings: Settings) -> dict[str, object]:
    told = recognisers_config(settings.asr, run_dir(settings) / RECOGNISER_SOCKET, settings.log.level)
    choice = {} if settings.asr.model_path else {"choice": str(model_choice(settings).absolute())}
    return {**told, **choice}


def recognisers_config(asr: Asr, socket: Path, level: str) -> dict[str, object]:
    """What the recognisers' process is told."""
    return {
        "socket": str(socket),
        "engine": asr.engine,
        "model_path": str(model_folder(asr, demo_model_dir())),
        "servers": list(asr.servers),
        "workers": asr.workers,
        "log": {"level": level},
    }
