"""Which pages a city does without, and what is off in it: the one table from its rules to pages of the screens."""

from callcenter.web.parts import WebParts
from queueing.city.switches import ALL_OFF

SHOW, PHONE_IN = "show", "phone_in"  # beside the switches: a show at all, and one that citizens call
NEEDS: dict[str, tuple[str, ...]] = {  # any of them is enough; a page that is not here is everywhere
    "plan": (SHOW,),
    "studio": (PHONE_IN,),
    "host": (PHONE_IN,),
    "aftershow": (PHONE_IN,),
    "oversight": ("monthly_full_review", "revisits_per_session", "hard_case_register", "leader_duty"),
}


def without(parts: WebParts) -> list[str]:
    """What this city has switched off, in order; a site with studio lines has a show whatever its profile says."""
    profile, studio = parts.office.ports.book.profile, bool(parts.settings.show.studio)
    show = profile.show is not None or studio
    calls = studio or (profile.show is not None and profile.show.phone_in)
    off = {name for name in ALL_OFF.__slots__ if not getattr(profile.switches, name)}
    return sorted(off | ({SHOW} if not show else set()) | ({PHONE_IN} if not calls else set()))


def pages_off(parts: WebParts) -> list[str]:
    """Addresses of pages that this city does without."""
    off = set(without(parts))
    return [f"/{page}" for page, needs in NEEDS.items() if off.issuperset(needs)]
