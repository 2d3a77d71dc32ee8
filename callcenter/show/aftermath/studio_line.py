"""The name under which a studio line's sound of a whole show is recorded, as if it were a call.

Its left channel is what the studio was sent, its right what the studio said.
"""

from queueing.studio.state import air_recording as studio_recording

__all__ = ["studio_recording"]
