"""The service around the one queueing.Desk: leg signals and operators' requests in; orders to telephony and ear out.

`service.py` is what others call; `signals.py` and `snapshots.py` hear telephony, `acts.py` turns facts into orders,
all on one `floor.py`.
"""

from callcenter.desk.floor import DeskPorts
from callcenter.desk.service import DeskService
from callcenter.desk.snapshots import RECONCILE_S

__all__ = ["RECONCILE_S", "DeskPorts", "DeskService"]
