"""Profile files: what cannot be read says file, key, expected and found, all faults at once."""

from pathlib import Path

import pytest

from callcenter.profiles import ProfileError, load_profile, profile_names, profiles_dir

CLOCK = """
[[clocks]]
id = "close"
title = "办结"
starts = "dispatched"
stops = "resolved"
limit = "5 wd"
"""
GOOD = 'schema = 1\nid = "x"\ntitle = "某市"\nsource = "某市规定"\n'


def _write(folder: Path, text: str) -> Path:
    (folder / "x.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_small_profile_is_enough(tmp_path: Path) -> None:
    """All else has defaults."""
    one = load_profile("x", _write(tmp_path, GOOD + CLOCK))
    assert (one.policy, len(one.clocks), one.show) == ("x@1", 1, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD + CLOCK.replace("5 wd", "5 weeks"),
            "clocks[1].limit: expected a whole number, a space and one of min, h",
        ),
        (
            GOOD + CLOCK.replace("5 wd", "-5 wd"),
            "clocks[1]: expected a limit above zero in d, h, min, wd, wh, found -5",
        ),
        (GOOD + CLOCK.replace("5 wd", "1 month"), "clocks[1]: expected a limit above zero in"),
        (GOOD + CLOCK.replace("dispatched", "sent"), "clocks[1].starts: expected one of call_end, collected, accepted"),
        (GOOD + CLOCK.replace('title = "办结"', ""), "clocks[1].title: expected a value, found none"),
        (GOOD + CLOCK + "soft = 1\n", "clocks[1].soft: expected true or false, found 1"),
        (GOOD + CLOCK + "types = '投诉'\n", "clocks[1].types: expected an array, found '投诉'"),
        (GOOD + CLOCK + "types = [1]\n", "clocks[1].types[1]: expected text, found 1"),
        (GOOD + "[switches]\ntwo_hundred = true\n", "switches.two_hundred: expected one of anonymous_ok"),
        (GOOD + "[switches]\nrevisit = ['fax']\n", "switches.revisit[1]: expected one of sms, human, found 'fax'"),
        (GOOD + "[show]\nname = '热线'\nstart = '9 Uhr'\n", "show.start: expected a time such as 09:00, found '9 Uhr'"),
        (GOOD + "[show]\nname = '热线'\ntv_readings = ['later']\n", "show: expected tv and start where tv_readings"),
        (GOOD + "[show.schedule]\nannounced = '2020'\ndates = []\n", "announced: expected a date such as 2027-01-01"),
        (GOOD + "[hours]\nshifts = ['17:00-09:00']\n", "hours.shifts[1]: expected a shift that opens before it closes"),
        (GOOD + "[cards]\nyellow = '1 wd'\n", "cards: yellow card: expected a limit below zero, found 1 wd"),
        (GOOD + "version = true\n", "version: expected a whole number, found True"),
        (GOOD + "calls = 3\n", "calls: expected a table, found 3"),
        (GOOD.replace("schema = 1", "schema = 2"), "schema: expected 1, found 2"),
        (GOOD.replace('"x"', '"y"'), "id: expected 'x', the name of the file, found 'y'"),
        ("schema = ", "expected TOML in UTF-8, found"),
    ],
)
def test_a_fault_is_named_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    """In the words of the person who wrote the file."""
    with pytest.raises(ProfileError) as caught:
        load_profile("x", _write(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'x.toml'}: ")
    assert said in str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Not one at each try."""
    with pytest.raises(ProfileError) as caught:
        load_profile("x", _write(tmp_path, GOOD + CLOCK.replace("5 wd", "5 weeks").replace("resolved", "done")))
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("name", ["nowhere", "../profiles/jintan", "", "x/../jintan"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    """With the names there are; a path is no name."""
    with pytest.raises(ProfileError, match=r"expected a profile, one of anhui_leaders_2022, changzhou.*found no such"):
        load_profile(name)


def test_every_file_of_the_package_is_a_profile() -> None:
    """Eleven of them, each under its own name."""
    assert len(profile_names(profiles_dir())) == 11
    assert all(load_profile(name).id == name for name in profile_names(profiles_dir()))
