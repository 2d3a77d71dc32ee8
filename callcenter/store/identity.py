"""Who is asking: roles and the identity a session or token stands for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    REVIEWER = "reviewer"  # judges returns, extensions and replies, and asks citizens about the result
    LEADER = "leader"  # stands at a gate, gives instructions, revisits
    DISPATCHER = "dispatcher"  # sends matters to units and keeps the duty directory
    UNIT = "unit"  # a unit's own people: their unit's matters and those under it
    SOURCE = "source"  # a machine that brings matters in: web, WeChat, 110
    PRODUCER = "producer"  # 导播: screens the show's callers, orders them, never puts anybody on air
    HOST = "host"  # 主持人: takes callers to air; learns surname, area and topic only
    RECOGNISER = "recogniser"  # a machine that hears calls again: fetches the recordings of its jobs
    WALL = "wall"  # a screen on the wall: reads figures, nothing personal


class Kind(StrEnum):
    """Where an identity is kept."""

    OPERATOR = "operator"
    USER = "user"
    TOKEN = "token"  # noqa: S105 - the word, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody, or a machine. `operator_id`: whose calls count as their own."""

    kind: Kind
    name: str
    display_name: str
    roles: frozenset[Role]
    operator_id: str | None = None
    posts: tuple[str, ...] = ()  # the gates they stand at, as the city's profile names them

    def has(self, *roles: Role) -> bool:
        """Tell whether they have any of these roles."""
        return not self.roles.isdisjoint(roles)
