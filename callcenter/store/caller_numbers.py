"""One number, every way the network may write it."""

from queueing.callers.number_lists import plain


def spellings(number: str) -> tuple[str, ...]:
    """Every way the network may write the same number."""
    bare = plain(number)
    return tuple(dict.fromkeys((number, bare, f"+86{bare}", f"0086{bare}", f"0{bare}")))
