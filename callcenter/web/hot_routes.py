"""Hot topics, bursts going on, and the answer operators give about them."""

from callcenter.clock import as_text
from callcenter.store.complaints import Complaints
from callcenter.store.identity import Role
from callcenter.web.burst_views import burst_list
from callcenter.web.report_models import AnswerSet, BurstList, HotAsked, TopicList, TopicView
from callcenter.web.route import PEOPLE, Ask, route
from callcenter.web.scopes import hidden_from
from callcenter.web.visibility import for_many

READERS = PEOPLE | {Role.DISPATCHER, Role.LEADER}
SETTERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
DAY_S = 86_400.0


@route(
    "GET", "/api/v1/hot", "What several people called about, most people first", READERS, query=HotAsked, out=TopicList
)
async def hot_topics(ask: Ask) -> TopicList:
    """List hot topics."""
    now, zone = ask.parts.now(), ask.parts.zone
    found = ask.parts.city.hot.topics(now - ask.take(HotAsked).days * DAY_S, now + 1.0)
    hidden = await hidden_from(ask, (ident for one in found[:100] for ident in one.tickets))
    never = await Complaints(ask.parts.stores.database).unquoted()
    items = [
        TopicView(
            ident=one.ident,
            place=one.place,
            topic=one.topic,
            persons=one.persons,
            messages=one.messages,
            before=one.before,
            first_at=as_text(one.first_at, zone),
            last_at=as_text(one.last_at, zone),
            tickets=[ident for ident in one.tickets if ident not in hidden][:50],
            examples=[
                for_many(text) for ident, text in zip(one.quoted, one.examples, strict=True) if ident not in never
            ],
        )
        for one in found[:100]
    ]
    return TopicList(items=items)


@route("GET", "/api/v1/bursts", "Bursts going on, with the answer that stands", READERS, out=BurstList)
async def bursts(ask: Ask) -> BurstList:
    """List bursts."""
    return burst_list(await ask.parts.city.bursts.look(), ask.parts.zone)


@route(
    "PUT",
    "/api/v1/bursts/answer",
    "Set what operators answer about a matter at a place; '' takes it back",
    SETTERS,
    body=AnswerSet,
    out=BurstList,
    audit="standing_answer",
)
async def set_answer(ask: Ask) -> BurstList:
    """Set an answer; every desk shows it at once."""
    asked = ask.take(AnswerSet)
    await ask.parts.city.hot.set_answer(asked.place, asked.matter, asked.said, ask.who.name)
    return burst_list(await ask.parts.city.bursts.look(), ask.parts.zone)


ROUTES = (hot_topics, bursts, set_answer)
