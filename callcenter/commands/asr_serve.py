"""`callcenter asr serve`: this machine's recognisers for other desks, by vosk-server's protocol."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from asr.process import ConfigError
from asr.server import ServerConfig
from callcenter import logs, parts
from callcenter.asr_settings import Asr
from callcenter.settings import Settings, SettingsError, load
from callcenter.supervisor import Part, Supervisor, lock_folder

MOST_LEGS_A_WORKER = 12  # of a small model, ungated: measured (docs/decisions/0039)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where it listens, with what it recognises, and whom it serves."""
    parser.add_argument("--config", type=Path, help="TOML file whose [asr] names engine, model and workers")
    parser.add_argument("--listen", default="127.0.0.1:2700", metavar="IP:PORT")
    parser.add_argument("--model", type=Path, metavar="DIR", help="another model than the configured one")
    parser.add_argument("--workers", type=int, metavar="N", help="another number of processes than the configured one")
    parser.add_argument("--max-legs", type=int, metavar="N", help=f"heard at once; {MOST_LEGS_A_WORKER} a worker")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="NETWORK",
        help="who may connect too; repeatable",
    )
    parser.add_argument("--tls-cert", default="", metavar="FILE", help="certificate: clients then say wss://")
    parser.add_argument("--tls-key", default="", metavar="FILE")
    parser.add_argument("--run-dir", type=Path, metavar="DIR", help="sockets and locks; default: under the data folder")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; 2 when it cannot be done as asked."""
    settings = load(args.config)
    asr = _asr(settings, args)
    try:
        folder, made = _parts(args, settings, asr)
    except ConfigError as fault:
        print(fault, file=sys.stderr)
        return 2
    logs.configure(settings.log.level)
    lock = lock_folder(folder)
    try:
        return asyncio.run(Supervisor(folder, made).run())
    finally:
        os.close(lock)


def _asr(settings: Settings, args: argparse.Namespace) -> Asr:
    """The configured recognition, changed by the command line."""
    if not settings.asr.here:
        raise SettingsError('[asr] engine: expected one on this machine to serve others, found "vosk-server"')
    changed: dict[str, object] = {"workers": args.workers or max(settings.asr.workers, 1)}
    if args.model:
        changed["model_path"] = str(args.model)
    return settings.asr.model_copy(update=changed)


def _parts(args: argparse.Namespace, settings: Settings, asr: Asr) -> tuple[Path, list[Part]]:
    """The two processes and their folder; raises ConfigError for arguments that cannot be."""
    host, _, port = args.listen.rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError(f"--listen: expected IP:PORT, found {args.listen!r}")
    folder = args.run_dir or settings.data_dir() / f"run-asr-{port}"
    folder.mkdir(parents=True, exist_ok=True)
    allow = ("127.0.0.0/8", "::1/128", *args.allow)
    legs = args.max_legs or MOST_LEGS_A_WORKER * asr.workers
    tls = {"tls_cert": args.tls_cert, "tls_key": args.tls_key}
    socket = folder / parts.RECOGNISER_SOCKET
    bare = host.strip("[]")
    ServerConfig(socket=socket, host=bare, port=int(port), max_legs=legs, allow=allow, **tls)
    serves = {"socket": str(socket), "host": bare, "port": int(port), "max_legs": legs, "allow": list(allow), **tls}
    level = settings.log.level
    return folder, [
        _part(folder, "server", "asr.server", {**serves, "log": {"level": level}}),
        _part(folder, "recognisers", "asr.recognisers", parts.recognisers_config(asr, socket, level)),
    ]


def _part(folder: Path, name: str, module: str, config: dict[str, object]) -> Part:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(config, ensure_ascii=False, indent=1), "utf-8")
    return Part(name=name, argv=(sys.executable, "-m", module, "--config", str(file)))
