"""A route as data: who may call it, what it takes, what it answers. Checked, run and described from one record."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from callcenter.store.identity import Identity, Role
from callcenter.web.parts import WebParts

M = TypeVar("M", bound=BaseModel)
ANYONE_SIGNED_IN = frozenset(Role) - {Role.SOURCE, Role.RECOGNISER}  # machines that see nothing but their own
PEOPLE = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN})
DISPATCHERS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})
SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request that passed the guards."""

    request: web.Request
    parts: WebParts
    identity: Identity | None
    taken: BaseModel | None = field(repr=False, default=None)

    @property
    def who(self) -> Identity:
        """Who asks; only for routes with roles."""
        if self.identity is None:
            raise LookupError("route without roles asked who it is")
        return self.identity

    def take(self, kind: type[M]) -> M:
        """Return the body or query, as the route declared it."""
        if not isinstance(self.taken, kind):
            raise TypeError(f"route: expected {kind.__name__} to be declared, found {type(self.taken).__name__}")
        return self.taken

    def ident(self, name: str) -> str:
        """Return an id from the path."""
        return self.request.match_info[name]


Handler = Callable[[Ask], Awaitable[BaseModel | web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method and path.

    `roles` None: everybody, signed in or not. `body`/`query`: what is taken. `out` None: `media` says what is sent,
    several with a comma and a space between.
    `live`: a WebSocket; its Origin is checked although it is a GET. `audit`: the action written to the audit log.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    roles: frozenset[Role] | None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    out: type[BaseModel] | None = None
    media: str = ""
    live: bool = False
    audit: str = ""

    @property
    def name(self) -> str:
        """The path with `{name}` instead of `{name:pattern}`, as documents and metrics call it."""
        return "/".join(f"{part.partition(':')[0]}}}" if ":" in part else part for part in self.path.split("/"))


def route(
    method: str, path: str, summary: str, roles: frozenset[Role] | None, **more: object
) -> Callable[[Handler], Route]:
    """Turn a handler into a Route; `more` are the other fields of Route."""

    def made(handler: Handler) -> Route:
        return Route(method=method, path=path, handler=handler, summary=summary, roles=roles, **more)  # type: ignore[arg-type]

    return made


IDENT = r"[A-Za-z0-9._-]{1,64}"
