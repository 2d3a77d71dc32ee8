"""All profiles that come with the package, and their raw switches."""

import tomllib

from callcenter.profiles import load_profile, profile_names, profiles_dir
from queueing.city.profiles import Profile

PROFILES: dict[str, Profile] = {name: load_profile(name) for name in profile_names(profiles_dir())}


def written_switches(name: str) -> dict[str, object]:
    """What the file itself says, defaults left out."""
    table = tomllib.loads((profiles_dir() / f"{name}.toml").read_text(encoding="utf-8"))
    found = table.get("switches", {})
    assert isinstance(found, dict)
    return found
