"""What is simulated: load, people's habits and staffing, read from a TOML file; errors name file, key and reason."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from callcenter.packaged import config_dir
from callcenter.rule_file import read_table
from callcenter.settings import SettingsError
from callcenter.simulation.chance import Durations, Shape
from callcenter.simulation.habits import Habits
from callcenter.simulation.roster import HALF_HOURS, Shift, refuse_impossible
from queueing.desk.routing import STRATEGIES

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Load(_Part):
    """The calls of a day."""

    calls_per_day: float = Field(gt=0.0, le=1_000_000.0, description="mean; each day draws its own number")
    surge: float = Field(default=1.0, gt=0.0, le=100.0, description="times the calls of every hour")
    hourly: tuple[Annotated[float, Field(ge=0.0)], ...] = Field(min_length=24, max_length=24)
    hard_share: Share = 0.0
    hard_times: float = Field(
        default=1.0, gt=0.0, le=20.0, description="a hard call's talk takes so many times as long"
    )
    hard_repeat_share: Share = 0.0  # of hard calls: those of a few people who call again and again
    hard_people: int = Field(default=20, ge=1, le=10_000, description="how many such people there are")
    hard_again_share: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0  # of these people's calls: the hard ones
    hard_known_share: Share = 0.0  # of these people: those whose calls were marked on earlier days
    max_calls: int | None = Field(default=None, ge=1, le=10_000, description="lines of the trunk; None: enough")

    @model_validator(mode="after")
    def _some(self) -> "Load":
        if sum(self.hourly) <= 0.0:
            raise ValueError("expected an hourly shape with some hour above 0, found only zeros")
        return self

    def ordinary_again_share(self) -> float:
        """Of the ordinary calls, those of the people whose calls are often hard."""
        theirs = self.hard_share * self.hard_repeat_share * (1.0 - self.hard_again_share) / self.hard_again_share
        return min(1.0, theirs / (1.0 - self.hard_share)) if self.hard_share < 1.0 else 0.0

    def calls_per_s(self, half_hour: int) -> float:
        """The mean rate of arrivals in a half hour of the day (0..47)."""
        share = self.hourly[half_hour // 2] / sum(self.hourly)
        return self.calls_per_day * self.surge * share / 3600.0


class People(_Part):
    """How callers and operators behave."""

    patience: Durations
    talk: Durations
    pickup: Durations = Durations(shape=Shape.CONSTANT, mean_s=4.0)
    missed_share: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    back_after_s: float = Field(default=60.0, ge=1.0, le=86400.0, description="an operator set aside is ready again")
    mark_after_s: float = Field(default=60.0, ge=0.0, le=3600.0, description="a hard call is marked after so long")

    @model_validator(mode="after")
    def _possible(self) -> "People":
        for name in ("patience", "talk"):
            if getattr(self, name).mean_s <= 0.0:
                raise ValueError(f"expected {name}.mean_s above 0, found 0")
        return self


class Rules(_Part):
    """The desk's own numbers."""

    wrap_up_s: float = Field(default=15.0, ge=0.0, le=3600.0)
    ring_s: float = Field(default=20.0, ge=1.0, le=120.0)
    strategy: str = "longest_idle"
    spare_hard_s: float = Field(default=0.0, ge=0.0, le=3600.0, description="with care: see [desk] spare_hard_s")

    @field_validator("strategy")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in STRATEGIES:
            raise ValueError(f"expected one of {', '.join(STRATEGIES)}, found {name!r}")
        return name


class Target(_Part):
    """What is wanted."""

    within_s: float = Field(default=15.0, ge=0.0, le=3600.0)
    within_share: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.8
    answer_share: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.95  # GB/T 33358-2016


class Scenario(_Part):
    """One profile of a day."""

    title: str = Field(min_length=1)
    source: str = ""
    load: Load
    people: People
    desk: Rules = Rules()
    target: Target = Target()
    staff: tuple[Annotated[int, Field(ge=0, le=2000)], ...] = ()
    shift: tuple[Shift, ...] = ()

    @model_validator(mode="after")
    def _staffed(self) -> "Scenario":
        if bool(self.staff) == bool(self.shift):
            raise ValueError("expected either staff (48 numbers) or [[shift]] tables, found both or neither")
        if self.staff and (len(self.staff) != HALF_HOURS or not any(self.staff)):
            raise ValueError(f"expected staff to hold 48 numbers, not all 0, found {len(self.staff)}")
        refuse_impossible(self.shift)
        longest_s = self.people.pickup.mean_s
        if longest_s >= self.desk.ring_s:
            raise ValueError(f"expected people.pickup below desk.ring_s {self.desk.ring_s}, found {longest_s}")
        return self

    def handle_s(self) -> float:
        """Mean time a call keeps an operator: ring, talk and wrap-up."""
        hard = 1.0 + self.load.hard_share * (self.load.hard_times - 1.0)
        return self.people.pickup.mean_s + self.people.talk.mean_s * hard + self.desk.wrap_up_s

    def habits(self) -> Habits:
        """What operators do by themselves."""
        return Habits(
            ring_s=self.desk.ring_s, back_after_s=self.people.back_after_s, mark_after_s=self.people.mark_after_s
        )


def presets() -> dict[str, Path]:
    """The scenarios that come with the package, by name."""
    return {path.stem: path for path in sorted((config_dir() / "simulation").glob("*.toml"))}


def scenario_path(name: str) -> Path:
    """The file of a preset's name, or the file itself.

    Raises:
        SettingsError: neither a preset nor a file.

    """
    known = presets()
    path = known.get(name, Path(name))
    if not path.is_file():
        raise SettingsError(f"profile: expected a file or one of {', '.join(known)}, found {name!r}")
    return path


def load_scenario(path: Path) -> Scenario:
    """Read a scenario.

    Raises:
        SettingsError: unreadable file, bad TOML, unknown key or unfit value; every fault is named.

    """
    try:
        return Scenario.model_validate(read_table(path, "a readable TOML file", SettingsError))
    except ValidationError as fault:
        raise SettingsError("\n".join(_explain(path, item) for item in fault.errors())) from None


def _explain(path: Path, item: Any) -> str:
    key = ".".join(str(part) for part in item["loc"]) or "the whole file"
    message = item["msg"].removeprefix("Value error, ")
    found = item.get("input")
    told = "" if isinstance(found, dict) or message.startswith("expected") else f", found {found!r}"
    return f"{path}: {key}: {message}{told}"
