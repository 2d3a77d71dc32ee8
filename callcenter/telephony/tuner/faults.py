"""Why a stream brings no sound."""

from callcenter.telephony.programme_ports import StreamFault

__all__ = ["StreamError", "StreamFault"]


class StreamError(Exception):
    """A try came to an end; `fault` is told to screens, `detail` to the log."""

    def __init__(self, fault: StreamFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail = fault, detail
