"""Who hears whom in a call that is with the live show: the one place that says so."""

from queueing.desk.hearing import CALLER, Hears
from queueing.desk.state import Call
from queueing.studio.state import ShowNow


def show_hears(call: Call, show: ShowNow) -> Hears:
    """Return whom each party hears; empty: the caller is alone with the programme.

    The parties are CALLER and the legs of the studio's line and of the producer's phone. The studio hears nothing but
    the caller, ever.
    """
    line = show.lines.get(call.air_position) if call.air_position else None  # 0 is the programme's own line
    studio = line.leg_id if line is not None and line.up else ""
    phone = call.show_phone.leg_id if call.show_phone is not None and call.show_phone.answered else ""
    if studio and phone:
        return {CALLER: (studio, phone), studio: (CALLER,), phone: (CALLER, studio)}
    other = studio or phone
    return {CALLER: (other,), other: (CALLER,)} if other else {}
