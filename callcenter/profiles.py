"""Read city profiles: one TOML file for each, beside the package or in the site's own folder."""

from pathlib import Path

from callcenter.packaged import config_dir
from callcenter.rule_file import as_rules, read_table
from queueing.city.profiles import Profile


class ProfileError(Exception):
    """A profile cannot be used; the message names file, key, expected and found, one fault a line."""


def profiles_dir() -> Path:
    """Where the profiles that come with the package are."""
    return config_dir() / "profiles"


def profile_names(folder: Path) -> tuple[str, ...]:
    """Which there are, in order."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """Read one.

    Args:
        name: the file's name without `.toml`, which its `id` repeats.
        folder: where to look; None: among those that come with the package.

    Raises:
        ProfileError: There is none of that name, or it cannot be used.
    """
    here = folder or profiles_dir()
    path = here / f"{name}.toml"
    if name not in profile_names(here):  # also keeps `../` out: names are compared, not joined
        there = ", ".join(profile_names(here)) or "none"
        raise ProfileError(f"{path}: expected a profile, one of {there}, found no such file")
    profile = _read(path)
    if profile.id != name:
        raise ProfileError(f"{path}: id: expected {name!r}, the name of the file, found {profile.id!r}")
    return profile


def _read(path: Path) -> Profile:
    table = read_table(path, "a profile", ProfileError)
    if table.get("schema") != 1:
        raise ProfileError(f"{path}: schema: expected 1, found {table.get('schema')!r}")
    return as_rules(path, Profile, table, ProfileError)
