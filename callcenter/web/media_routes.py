"""Media follow-up (跟踪报道): a person says how far the media follow a matter of a show."""

from callcenter.web.aftershow_asking import SHOW, SHOW_TEAM, after_show, closing_view
from callcenter.web.aftershow_models import ClosingView
from callcenter.web.media_models import MediaAsked
from callcenter.web.route import IDENT, Ask, route
from queueing.show.after_facts import MediaFollowed


@route(
    "POST", f"{SHOW}/closing/entries/{{entry_id:{IDENT}}}/media", "How far the media follow a matter", SHOW_TEAM,
    body=MediaAsked, out=ClosingView, audit="show_media",
)  # fmt: skip
async def follow(ask: Ask) -> ClosingView:
    """Note it; follow-up list and register are made anew."""
    asked = ask.take(MediaAsked)
    wanted = MediaFollowed(
        at=ask.parts.now(),
        show_id=ask.ident("show_id"),
        entry_id=ask.ident("entry_id"),
        by=ask.who.name,
        state=asked.state,
        note=asked.note,
        outlet=asked.outlet,
        on=asked.on,
    )
    await after_show(ask).media.follow(wanted, asked.was)
    return await closing_view(ask)


ROUTES = (follow,)
