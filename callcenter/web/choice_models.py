"""What the API says of things to choose from."""

from pydantic import Field

from callcenter.web.models import Asked, Said, Word


class Choice(Said):
    """One thing to choose: what a command takes, and what a person reads."""

    value: str
    label: str


class ChoiceLists(Said):
    """By the name of a command's field: what may be put there. A field that is not here takes a person's own words."""

    fields: dict[str, list[Choice]]
    absent: list[str] = Field(description="commands that this city does without")


class JudgingAsked(Asked):
    """What has been chosen so far; left out: as the draft says."""

    kind: Word = ""
    category: Word | None = Field(default=None, description="null: as the draft says; '' none")
    priority: Word = ""
    complexity: Word = ""


class ClockAhead(Said):
    """One deadline that the matter will have when it is registered as it stands."""

    rule_id: str
    title: str
    limit: str = Field(description="such as 24 h")
    starts: str = Field(description="accepted | call_end | dispatched")
    soft: bool = Field(description="a guide, not a duty")


class Judging(Said):
    """How a draft would be registered, and what else it could be. A list is empty where the choice changes nothing."""

    category: str
    priority: str
    complexity: str
    proposed: str = Field(description="the category the draft speaks of, '' for none")
    categories: list[str]
    priorities: list[str]
    complexities: list[str]
    clocks: list[ClockAhead]
