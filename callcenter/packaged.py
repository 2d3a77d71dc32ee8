"""Where the files that come with the package are: in the source tree, or inside an installed wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def config_dir() -> Path:
    """The `config` folder: beside the package in a clone, inside it in a wheel."""
    in_wheel = _HERE / "_config"
    return in_wheel if in_wheel.is_dir() else _HERE.parent / "config"


def prompts_dir() -> Path:
    """Greeting and music."""
    return config_dir() / "prompts"


def demo_model_dir() -> Path:
    """The synthetic-speech demo model."""
    return _HERE.parent / "asr" / "models" / "demo-zh-8k"


def static_dir() -> Path:
    """The built screens (may be absent until built)."""
    return _HERE.parent / "dashboards" / "static"


def font_file() -> Path:
    """The Chinese font that comes with the package."""
    return _HERE / "documents" / "fonts" / "lianxin-song.otf"


def city_dir(city: str) -> Path:
    """The city's words: `config/city/NAME` when there is one, else the demo city's."""
    own = config_dir() / "city" / city
    return own if own.is_dir() else config_dir() / "city"
