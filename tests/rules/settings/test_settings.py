"""The configuration: its defaults stand in the file, and every fault names file, key, expected and found."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.packaged import config_dir
from callcenter.settings import Settings, SettingsError, load


def refusal(tmp_path: Path, text: str, env: dict[str, str] | None = None) -> str:
    file = tmp_path / "site.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file, env or {})
    return str(caught.value)


TRUNK = '[[sip.trunk]]\nname = "city"\nmatch = ["10.0.0.1"]\n'


def test_a_trunks_password_stands_in_no_message(tmp_path: Path) -> None:
    text = TRUNK + 'out = "10.0.0.1:5060"\nusername = "desk"\npassword = "opensesame"'
    assert "opensesame" not in refusal(tmp_path, text)
    settings = load(None, {})
    trunk = settings.sip.trunk[0].model_copy(update={"password": "opensesame"})
    assert "opensesame" not in repr(trunk)


def test_the_file_that_ships_says_exactly_the_defaults() -> None:
    assert load(config_dir() / "callcenter.toml", {}) == Settings()


def test_the_file_that_ships_names_every_key() -> None:
    text = (config_dir() / "callcenter.toml").read_text("utf-8")
    keys = [name for section in Settings().model_dump().values() for name in section if isinstance(section, dict)]
    assert [key for key in keys if f"\n{key} = " not in text and f".{key}]" not in text] == []


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ('[sip]\nlisten = "somewhere"', "sip.listen", "IP:PORT"),
        ('[sip]\nlisten = "127.0.0.1:99999"', "sip.listen", "0 to 65535"),
        ("[sip]\nfrobnicate = 1", "sip.frobnicate", "known key"),
        (TRUNK + 'out = "sbc.example.net"', "sip.trunk.0.out", "IP:PORT"),
        (TRUNK + 'out = "10.0.0.1:5060"', "sip.trunk.0", "may_dial"),
        (TRUNK + 'username = "desk"', "sip.trunk.0", "`out`"),
        (TRUNK + 'may_dial = ["."]', "sip.trunk.0.may_dial.0", "pattern"),
        ("[media]\nport_max = 40000", "media.port_max", "32767"),
        ("[media]\nport_min = 20000\nport_max = 20002", "media", "at least 7 above"),
        ('[site]\ntimezone = "Mars/Olympus"', "site.timezone", "IANA"),
        ('[store]\nurl = "oracle://x"', "store.url", "pattern"),
        ("[show]\ndelay_s = 3", "show.delay_s", "at least 6 s with radio"),
        ("[show]\ndelay_s = 6\nwith_tv = true", "show.delay_s", "at least 20 s with television"),
        ("[show]\ntopic_most = 4", "show.topic_most", "greater than or equal to 5"),
        ("[show]\nweights = { waited = 1 }", "show.weights.waited", "known key"),
        ('[[queue]]\nname = "a"\nnumbers = ["1"]\n[[queue]]\nname = "a"\nnumbers = ["2"]', "", "once"),
        ('[[queue]]\nname = "a"\nnumbers = ["1"]\n[[queue]]\nname = "b"\nnumbers = ["1"]', "", "once"),
        ('[[queue]]\nname = "a"\nnumbers = []', "queue.0.numbers", "at least 1"),
        ('[[queue]]\nname = "a"', "queue.0.numbers", "a value for this key"),
        ('[desk]\nring_s = "long"', "desk.ring_s", "number"),
        ('[asr]\nengine = "kaldi"', "asr.engine", "vosk-server"),
        ('[asr]\nengine = "vosk-server"', "asr", "expected one or more with engine"),
        ('[asr]\nservers = ["ws://a:1"]', "asr", "none without"),
        ('[asr]\nengine = "vosk-server"\nservers = ["http://a"]', "asr.servers.0", "ws://HOST:PORT"),
        ('[asr]\nengine = "vosk-server"\nservers = ["ws://a", "ws://a:2700"]', "asr", "each once"),
        ('[asr]\nengine = "sherpa-onnx"', "asr", "the folder of a model"),
        ("[asr]\nworkers = -1", "asr.workers", "greater than or equal to 0"),
    ],
)
def test_a_bad_value_is_refused_naming_file_key_and_what_was_expected(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    said = refusal(tmp_path, text)
    assert "site.toml" in said
    assert key in said
    assert expected in said


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, '[sip]\nlisten = "x"\n[desk]\nring_s = 0\n').splitlines()) == 2


def test_broken_toml_says_where(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, "[sip]\nlisten = \n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: expected a readable TOML file"):
        load(tmp_path / "gone.toml", {})


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text('[sip]\nlisten = "127.0.0.1:5060"\n')
    env = {"CALLCENTER__SIP__LISTEN": "127.9.0.1:5070", "CALLCENTER__DESK__AUTO_READY": "true", "PATH": "/bin"}
    loaded = load(file, env)
    assert (loaded.sip.listen, loaded.desk.auto_ready) == ("127.9.0.1:5070", True)


def test_a_fault_in_the_environment_is_blamed_on_the_environment(tmp_path: Path) -> None:
    assert refusal(tmp_path, "", {"CALLCENTER__DESK__RING_S": "-1"}).startswith("environment: desk.ring_s")


def test_run_time_files_live_beside_the_sqlite_file(tmp_path: Path) -> None:
    loaded = load(None, {"CALLCENTER__STORE__URL": f"sqlite:///{tmp_path}/x/callcenter.db"})
    assert loaded.data_dir() == tmp_path / "x"


@given(st.text(max_size=60))
def test_no_value_whatever_ends_in_anything_but_a_refusal_or_settings(text: str) -> None:
    env = {"CALLCENTER__SIP__LISTEN": text, "CALLCENTER__SITE__ID": text}
    with contextlib.suppress(SettingsError):
        assert load(None, env).sip.listen == text
