"""What a recorded edition (电视问政) brings: promises taken down while it is recorded."""

from dataclasses import replace

from callcenter.ids import new_id
from callcenter.store.editions import Deed
from callcenter.store.identity import Role
from callcenter.store.show_voices import Alter, PublicPromise
from callcenter.web.edition_routes import edition_view
from callcenter.web.errors import ApiError
from callcenter.web.plan_access import EDITION, PLANNERS, desk_of, seen_edition
from callcenter.web.plan_asked import KeptAsked, PromiseAsked, PromiseEdit, WithdrawAsked
from callcenter.web.plan_models import EditionPromiseView, EditionView
from callcenter.web.plan_views import promise_view
from callcenter.web.route import IDENT, Ask, route

FOLLOWERS = PLANNERS | {Role.DISPATCHER}  # whoever follows promises
_PROMISE = f"/api/v1/plan/promises/{{promise_id:{IDENT}}}"


@route("POST", f"{EDITION}/promises", "A promise a unit's leader made: who, what, until when", PLANNERS,
       body=PromiseAsked, out=EditionView, audit="plan_promise")  # fmt: skip
async def add_promise(ask: Ask) -> EditionView:
    """Keep a promise; without a day it is to be confirmed."""
    asked, item, at = ask.take(PromiseAsked), await seen_edition(ask), ask.parts.now()
    one = PublicPromise(
        promise_id=new_id("P", at),
        edition_id=item.edition.edition_id,
        unit=asked.unit,
        who=asked.who,
        words=asked.words,
        due=asked.due,
        by=ask.who.name,
        at=at,
    )
    await ask.parts.stores.voices.promise(one, _deed(ask, "promise", unit=asked.unit))
    return await edition_view(ask, item)


@route("PATCH", _PROMISE, "Confirm its day, or mend its words, while it is open", FOLLOWERS, body=PromiseEdit,
       out=EditionPromiseView, audit="plan_promise_edit")  # fmt: skip
async def edit_promise(ask: Ask) -> EditionPromiseView:
    """Change it; what is left out stays."""
    said = ask.take(PromiseEdit).model_dump(exclude_none=True)
    return await _changed(ask, "promise_edit", lambda one: replace(one, **said))


@route("POST", f"{_PROMISE}/kept", "That a promise was kept, and how", FOLLOWERS,
       body=KeptAsked, out=EditionPromiseView, audit="plan_promise_kept")  # fmt: skip
async def keep_promise(ask: Ask) -> EditionPromiseView:
    """Note it."""
    asked, today = ask.take(KeptAsked), desk_of(ask).today
    day = asked.on or today
    if day > today:
        raise ApiError(422, "bad_fields", f"on: expected {today} or earlier", expected=f"{today}", found=f"{day}")
    return await _changed(ask, "promise_kept", lambda one: replace(one, kept_on=day, result=asked.result))


@route("POST", f"{_PROMISE}/withdraw", "That a promise was taken back, and why", FOLLOWERS, body=WithdrawAsked,
       out=EditionPromiseView, audit="plan_promise_withdraw")  # fmt: skip
async def withdraw_promise(ask: Ask) -> EditionPromiseView:
    """Note it."""
    asked, today = ask.take(WithdrawAsked), desk_of(ask).today
    return await _changed(ask, "promise_withdrawn", lambda one: replace(one, withdrawn_on=today, result=asked.reason))


async def _changed(ask: Ask, what: str, alter: Alter) -> EditionPromiseView:
    voices, promise_id = ask.parts.stores.voices, ask.ident("promise_id")
    changed = await voices.change(promise_id, alter, _deed(ask, what, promise=promise_id))
    edition = await ask.parts.stores.editions.one(changed.edition_id)
    return promise_view(desk_of(ask), changed, edition.day)


def _deed(ask: Ask, what: str, **detail: str) -> Deed:
    return Deed(by=ask.who.name, at=ask.parts.now(), what=what, detail=detail)


ROUTES = (add_promise, edit_promise, keep_promise, withdraw_promise)
