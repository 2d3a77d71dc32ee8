"""Loopback addresses of a test worker's own: workers of one run (`pytest -n 3`) never meet on a port."""

import os

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_SHIFT = (0, 10, 220, 230)  # 127.11 to 127.19, .21 to .29, .231 to .239, .241 to .249; desks of their own lie between
WORKERS = len(_SHIFT)


def own(address: str) -> str:
    """This worker's address in place of one in 127.11 to 127.19."""
    first, second, rest = address.split(".", 2)
    return f"{first}.{int(second) + _SHIFT[WORKER % WORKERS]}.{rest}"
