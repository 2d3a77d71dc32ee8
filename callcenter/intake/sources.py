"""Who may bring matters in and how they are taken, as data: one entry a source."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from callcenter.rule_file import as_rules, checked, read_table


class SourcesError(Exception):
    """The file cannot be used; the message lists every fault, one a line."""


class Right(StrEnum):
    """What a source's token may do."""

    CREATE = "create"
    ATTACH = "attach"
    PROGRESS = "progress"  # look up what became of its own matters


class Policy(StrEnum):
    """How a source's matters are taken."""

    DRAFT = "draft"  # an operator confirms them
    REGISTER = "register"  # 受理 at once: the source has judged them already (110, other cities, grid workers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way in. `title` is what a ticket says (来源渠道)."""

    code: str
    title: str
    policy: Policy = Policy.DRAFT
    rights: tuple[Right, ...] = (Right.CREATE, Right.ATTACH, Right.PROGRESS)
    per_minute: int = 120
    answers: bool = False  # its messages may answer the revisit's
    kind: str = ""  # what a matter is when neither the source nor the words say; needed to register at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All ways in."""

    source: tuple[Source, ...] = ()

    def of(self, code: str) -> Source | None:
        """The source of that code."""
        return next((one for one in self.source if one.code == code), None)

    def title_of(self, code: str) -> str:
        """What a ticket says of a source; one that is no longer in the file keeps its code, '' stays ''."""
        known = self.of(code)
        return known.title if known else code


def load_sources(path: Path) -> Sources:
    """Read a site's file.

    Raises:
        SourcesError: with every fault found, by file and key.

    """
    sources = as_rules(path, Sources, read_table(path, "the channels of intake", SourcesError), SourcesError)
    return checked(path, sources, _faults, SourcesError)


def _faults(sources: Sources) -> list[str]:
    codes = [one.code for one in sources.source]
    faults = [
        f"source: expected each code once, found {code!r} twice" for code in sorted(set(codes)) if codes.count(code) > 1
    ]
    for number, one in enumerate(sources.source, 1):
        if not 1 <= one.per_minute <= 100_000:
            faults.append(f"source[{number}].per_minute: expected 1 to 100000, found {one.per_minute}")
        if one.policy is Policy.REGISTER and not one.kind:
            faults.append(f"source[{number}].kind: expected a kind for what is registered at once, found none")
    return faults
