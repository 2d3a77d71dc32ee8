"""The routes of every command of producer and host, made from the table."""

from functools import partial

from callcenter.web import show_models as m
from callcenter.web.route import Ask, Route
from callcenter.web.show_command_table import ENTRY_COMMANDS, SHOW_COMMANDS, ShowCommand, guarded
from callcenter.web.show_kept import kept
from callcenter.web.show_routes import ENTRY, SHOW, key_of, person_of, pressed


async def _of_show(ask: Ask, *, one: ShowCommand) -> m.Pressed:
    """Let the board decide about the whole show."""
    asked = ask.take(one.body)
    key = key_of(ask, asked.key)
    keyed = asked.model_copy(update={"key": key})  # notes and dumps keep it in the ledger
    command = one.act(person_of(ask.who), "", keyed)
    return pressed(await kept(ask, await ask.parts.studio.studio.act(ask.ident("show_id"), command, key)))


async def _of_entry(ask: Ask, *, one: ShowCommand) -> m.Pressed:
    """Let the board decide about one entry."""
    asked, entry_id = ask.take(one.body), ask.ident("entry_id")
    saw = asked.saw if isinstance(asked, m.EntryPress) else None
    command = guarded(one.act(person_of(ask.who), entry_id, asked), entry_id, saw)
    done = await ask.parts.studio.studio.act(ask.ident("show_id"), command, key_of(ask, asked.key))
    return pressed(await kept(ask, done), entry_id)


def _route(one: ShowCommand, *, of_entry: bool) -> Route:
    return Route(
        method="POST",
        path=f"{ENTRY if of_entry else SHOW}/{one.path}",
        handler=partial(_of_entry if of_entry else _of_show, one=one),
        summary=one.title,
        roles=one.roles,
        body=one.body,
        out=m.Pressed,
        audit=f"show_{one.path.replace('-', '_')}",
    )


ROUTES = (
    *(_route(one, of_entry=False) for one in SHOW_COMMANDS),
    *(_route(one, of_entry=True) for one in ENTRY_COMMANDS),
)
