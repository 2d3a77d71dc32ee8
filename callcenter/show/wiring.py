"""The show's sound tied to the rest of the service."""

from collections.abc import Sequence

from callcenter.desk import DeskService
from callcenter.settings import Settings
from callcenter.show.air import Air
from callcenter.show.no_air import NoAir
from callcenter.show.ports import AirPath
from callcenter.telephony.digest import ha1
from callcenter.telephony.ports import Account
from callcenter.timers import Timers
from queueing.desk.desk import Desk


def open_air(settings: Settings, desk: Desk, service: DeskService, timers: Timers) -> Air:
    """Build the show's sound over the desk."""
    service.show.set_rules(settings.show)
    return Air(service.show, desk.state, timers)


def air_path(settings: Settings, air: Air) -> AirPath:
    """The sound a show gets: none where no line leads to a studio, and the show's queue is an ordinary one then."""
    return air if settings.show.studio else NoAir()


def show_accounts(settings: Settings) -> Sequence[Account]:
    """The show's own phones as the registrar knows them."""
    realm = settings.sip.realm
    return [Account(number=one.number, ha1=ha1(one.number, realm, one.password)) for one in settings.show.phone]
