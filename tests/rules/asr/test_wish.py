"""Text messages of vosk-server's protocol: what is understood, and that nothing makes the reader fail."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.addresses import server_name, with_port
from asr.recognizer import RecognizerError
from asr.wish import Ask, Wish, read_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["sample_rate", "words", "max_alternatives", "phrase_list", "model"])


def test_a_configuration_changes_what_it_names_and_keeps_the_rest() -> None:
    before = Wish(phrases=("停水",))
    found = read_text('{ "config" : { "sample_rate" : 16000.0, "words" : true } }', before, fed=False)
    assert found == Wish(sample_rate_hz=16000, words=True, phrases=("停水",))


@pytest.mark.parametrize(
    ("text", "ask"), [('{"eof" : 1}', Ask.EOF), ('{"eof":1}', Ask.EOF), ('{"reset" : 1}', Ask.RESET)]
)
def test_ends_are_understood_however_they_are_spaced(text: str, ask: Ask) -> None:
    assert read_text(text, Wish(), fed=True) is ask


def test_keys_nobody_knows_are_left_alone() -> None:
    assert read_text('{"config": {"spk_model": 1}}', Wish(), fed=False) == Wish()


def outcome(text: str) -> Wish | Ask | str:
    """Give what was understood, or the refusal."""
    try:
        return read_text(text, Wish(), fed=False)
    except RecognizerError as refusal:
        return str(refusal)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_every_configuration_is_followed_within_bounds_or_refused_with_a_sentence(config: dict[str, object]) -> None:
    found = outcome(json.dumps({"config": config}))
    if isinstance(found, Wish):
        assert found.sample_rate_hz in {8000, 16000, 48000}
        assert 0 <= found.alternatives <= 10
        assert all(phrase.strip() for phrase in found.phrases)
    else:
        assert isinstance(found, str)
        assert "expected" in found
        assert "found" in found


@given(st.text(max_size=60) | JSON.map(json.dumps))
def test_any_text_is_understood_or_refused(text: str) -> None:
    assert outcome(text)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("ws://10.0.0.5:2700", "10.0.0.5:2700"),
        ("wss://asr.city.local", "asr.city.local:2700"),
        ("ws://[::1]:5", "[::1]:5"),
    ],
)
def test_addresses_have_the_usual_port(url: str, name: str) -> None:
    assert server_name(url) == name
    assert server_name(with_port("ws://a")) == "a:2700"


@pytest.mark.parametrize("url", ["", "10.0.0.5:2700", "http://a", "ws://", "ws://a:99999", "ws://u:p@a", "ws://a/?x=1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RecognizerError, match="expected ws://HOST:PORT"):
        server_name(url)


@pytest.mark.parametrize("rate", [0, -1, 1, 44100, 8000.5, True, "8000", None])
def test_a_rate_that_the_library_cannot_bear_is_refused_by_name(rate: object) -> None:
    """0, 1 and -1 hang libvosk for ever."""
    found = outcome(json.dumps({"config": {"sample_rate": rate}}))
    assert isinstance(found, str)
    assert "expected one of 8000, 16000, 48000 Hz, found " in found
