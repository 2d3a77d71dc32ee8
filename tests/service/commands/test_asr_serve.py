"""`callcenter asr serve`: arguments that cannot be are refused before anything starts, others become two processes."""

import argparse
import json
from pathlib import Path

import pytest

from callcenter import cli
from callcenter.commands import asr_serve
from callcenter.settings import load


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    asr_serve.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--listen", "somewhere"), "--listen: expected IP:PORT"),
        (("--listen", "127.0.0.1:70000"), "port"),
        (("--max-legs", "5000"), "max_legs"),
        (("--allow", "the-city"), "allow: expected networks"),
        (("--tls-cert", "cert.pem"), "expected both or none"),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    assert cli.main(["asr", "serve", "--run-dir", str(tmp_path), *words]) == 2
    assert expected in capsys.readouterr().err


def test_a_desk_that_has_no_recognisers_of_its_own_cannot_serve_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "site.toml"
    file.write_text('[asr]\nengine = "vosk-server"\nservers = ["ws://10.0.0.5"]\n')
    assert cli.main(["asr", "serve", "--config", str(file)]) == 2
    assert "expected one on this machine" in capsys.readouterr().err


def test_it_becomes_a_server_and_recognisers_that_meet_at_one_socket(tmp_path: Path) -> None:
    args = arguments("--run-dir", str(tmp_path), "--workers", "3", "--allow", "10.1.0.0/16", "--model", "/models/big")
    settings = load(None, {})
    _, parts = asr_serve._parts(args, settings, asr_serve._asr(settings, args))
    told = {part.name: json.loads(Path(part.argv[-1]).read_text("utf-8")) for part in parts}
    assert told["server"]["socket"] == told["recognisers"]["socket"]
    assert (told["recognisers"]["workers"], told["recognisers"]["model_path"]) == (3, "/models/big")
    assert told["server"]["max_legs"] == 3 * asr_serve.MOST_LEGS_A_WORKER
    assert told["server"]["allow"] == ["127.0.0.0/8", "::1/128", "10.1.0.0/16"]
