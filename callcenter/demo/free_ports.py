"""Finds ports that are free: the usual one when it is, else the next."""

import socket

SEARCHED = 200


class NoFreePortError(Exception):
    """Every port looked at is taken."""


def free_port(ip: str, first: int, kinds: tuple[socket.SocketKind, ...]) -> int:
    """Return `first` or the next port that is free for each kind of socket.

    Raises:
        NoFreePortError: none of 200 is, or the address is not this machine's.
    """
    for port in range(first, min(first + SEARCHED, 65536)):
        if all(is_free(ip, port, kind) for kind in kinds):
            return port
    raise NoFreePortError(f"{ip}: expected a free port from {first} on, found none in {SEARCHED}")


def is_free(ip: str, port: int, kind: socket.SocketKind) -> bool:
    """Tell whether a socket of this kind could be bound there now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((ip, port))
            if kind is socket.SOCK_STREAM:
                probe.listen(1)
        except OSError:
            return False
    return True
