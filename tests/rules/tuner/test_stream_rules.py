"""Which addresses are asked for, what a playlist means, and song titles that are no sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.tuner.address import fit, follow, in_playlist
from callcenter.telephony.tuner.faults import StreamError
from callcenter.telephony.tuner.metadata import Untitled, interval
from tests.contracts.tuner.station import titled


@pytest.mark.parametrize(
    "address",
    [
        "http://radio.example:8000/live",
        "https://radio.example/a.mp3?key=1&b=2",
        "http://10.1.2.3/;",
        "http://[::1]:80/a",
    ],
)
def test_an_address_of_a_stream_is_taken_as_it_is(address: str) -> None:
    assert fit(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "radio.example/live",
        "ftp://radio.example/",
        "file:///etc/passwd",
        "http:///live",
        "http://user:word@radio.example/",
        "http://user@radio.example/",
        "http://radio.example:99999/",
        "http://radio.example/a b",
        "http://radio.example/\r\nHost: other",
        "http://电台.example/",
        "http://radio.example/" + "a" * 500,
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"expected http:// or https://"):
        fit(address)


def test_redirects_lead_on_from_where_one_was_and_never_to_a_file() -> None:
    assert follow("http://a.example/x/y", "../z?1") == "http://a.example/z?1"
    assert follow("http://a.example/x", "https://b.example/z ") == "https://b.example/z"
    for target in ("file:///etc/passwd", "ftp://b.example/", "gopher://b.example/"):
        with pytest.raises(ValueError, match="found"):
            follow("http://a.example/x", target)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#EXTM3U\n#EXTINF:-1,政风热线\nhttp://a.example/live?a=b\nhttp://b.example/\n", "http://a.example/live?a=b"),
        ("[playlist]\r\nNumberOfEntries=2\r\nFile1=http://a.example/?x=1\r\nFile2=http://b.example/\r\n", "http://a.example/?x=1"),
        ("[Playlist]\nTitle1=x\n", ""),
        ("#EXTM3U\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_playlist_names_its_first_stream(text: str, found: str) -> None:
    assert in_playlist(text) == found


@given(st.binary(max_size=3000), st.integers(1, 700), st.integers(1, 300))
def test_titles_are_taken_out_however_the_bytes_are_cut(sound: bytes, every: int, step: int) -> None:
    data, untitled = titled(sound, every), Untitled(every)
    assert b"".join(untitled.sound(data[at : at + step]) for at in range(0, len(data), step)) == sound


@given(st.binary(max_size=300))
def test_without_titles_every_byte_is_sound(sound: bytes) -> None:
    assert Untitled(interval(None)).sound(sound) == sound


@pytest.mark.parametrize("header", ["-1", "many", "99999999999", "1.5"])
def test_an_absurd_distance_of_titles_is_refused(header: str) -> None:
    with pytest.raises(StreamError, match="icy-metaint: expected"):
        interval(header)
