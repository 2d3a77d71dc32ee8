"""The name under which a studio line's sound of a whole show is recorded, as if it were a call."""

import re

_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


def studio_recording(show_id: str, position: int) -> str:
    """The recording's call: its left channel is what the studio was sent, its right what the studio said."""
    return f"air-{_UNFIT.sub('_', show_id)[:48]}-{position}"
