"""What can go wrong in the store, as the rest of the service sees it."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


class StoreError(Exception):
    """The root of this room's errors; nothing was changed."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached or written now; the same request may work later."""


class NotFoundError(StoreError):
    """No such row."""

    def __init__(self, thing: str, ident: str) -> None:
        super().__init__(f"{thing}: expected an existing one, found none with id {ident[:80]!r}")


class StaleVersionError(StoreError):
    """Somebody changed the row since it was read."""

    def __init__(self, thing: str, expected: int, found: int) -> None:
        super().__init__(f"{thing}: expected version {expected}, found {found}")
        self.expected, self.found = expected, found


class WrongStateError(StoreError):
    """The row's state does not allow it."""

    def __init__(self, thing: str, expected: str, found: str) -> None:
        super().__init__(f"{thing}: expected {expected}, found {found}")
        self.thing, self.expected, self.found = thing, expected, found


def is_passing(fault: BaseException) -> bool:
    """Tell whether waiting may heal it: locked, disk full, connection lost, server restarting."""
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    return isinstance(fault, OperationalError | InterfaceError | PoolTimeoutError | StoreUnavailableError)


def reason(fault: BaseException) -> str:
    """Say a database fault in one line without the statement's values."""
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
    return f"{type(cause).__name__}: {str(cause).strip().partition(chr(10))[0]}"[:200]
