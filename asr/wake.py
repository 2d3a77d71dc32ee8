"""A signal as something to wait for beside sockets and processes."""

import contextlib
import os
import signal


class Wake:
    """Owns a pipe that a signal writes into; `fd` is readable once the signal came."""

    def __init__(self, number: signal.Signals) -> None:
        self.fd, self._write = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._write, False)
        signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        with contextlib.suppress(BlockingIOError):  # it is full: they have been told
            os.write(self._write, b"!")

    def taken(self) -> bool:
        """Tell whether the signal came since this was asked last."""
        try:
            return bool(os.read(self.fd, 4096))
        except BlockingIOError:
            return False
