"""Who may do what with the show's plan: its office plans, leaders read, a unit's people see and do what is theirs."""

from callcenter.show.plan_desk import PlanDesk, Prepared
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.show_materials import Material
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, Ask
from queueing.show.edition import Edition

PLANNERS = frozenset({Role.PRODUCER, Role.SUPERVISOR, Role.ADMIN})
READERS = PLANNERS | {Role.LEADER, Role.HOST}
VISITORS = READERS | {Role.UNIT}
FILERS = PLANNERS | {Role.UNIT}  # may file a unit's papers
EDITION = f"/api/v1/plan/editions/{{edition_id:{IDENT}}}"


def desk_of(ask: Ask) -> PlanDesk:
    """The plan's desk."""
    return ask.parts.city.plan.desk


def own_units(ask: Ask, edition: Edition) -> tuple[str, ...] | None:
    """The units of an edition whose people ask; None: who asks sees every unit's."""
    if ask.who.has(*READERS):
        return None
    return desk_of(ask).seen_units(edition, ask.parts.city.directory.seen_by(ask.who.name))


async def seen_edition(ask: Ask) -> Prepared:
    """The edition of the path.

    Raises:
        NotFoundError: there is none, or it is none of theirs: an edition of others is answered like one that is not.

    """
    item = await desk_of(ask).one(ask.ident("edition_id"))
    if own_units(ask, item.edition) == ():
        raise NotFoundError("edition", item.edition.edition_id)
    return item


def expect_own(ask: Ask, edition: Edition, unit: str) -> None:
    """Let the office act for any unit, a unit's people for theirs.

    Raises:
        ApiError: 403 it is another unit's.

    """
    if ask.who.has(*PLANNERS):
        return
    mine = own_units(ask, edition) or ()
    if unit not in mine:
        expected = "、".join(mine) or "a unit of their own"
        raise ApiError(403, "not_yours", f"unit: expected {expected}, found {unit}", expected=expected, found=unit)


def may_see_material(ask: Ask, one: Material) -> bool:
    """A unit's people see what they sent in themselves: what reporters found is not for whom it is about."""
    if ask.who.has(*READERS):
        return True
    directory = ask.parts.city.directory
    return one.by == ask.who.name or directory.known.members.get(one.by, "") in directory.seen_by(ask.who.name)
