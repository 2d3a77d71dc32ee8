"""What was really said: an operator or supervisor who has listened writes it down, where the site keeps that."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from callcenter.store.checked import CheckedText, CheckedWords
from callcenter.web.call_routes import own_call
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, Said, printable
from callcenter.web.route import IDENT, PEOPLE, Ask, route

_ONE = f"/api/v1/calls/{{call_id:{IDENT}}}/utterances/{{utterance_id:{IDENT}}}/checked"


class CheckedAsked(Asked):
    """What was said, as somebody who listened writes it; empty when nothing was said at all."""

    text: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True), AfterValidator(printable)]


class CheckedView(Said):
    """What is kept of it."""

    utterance_id: str
    text: str
    checked_by: str


@route(
    "PUT",
    _ONE,
    "Write down what was really said in a sentence; kept for evaluation only, and only where the site keeps that",
    PEOPLE,
    body=CheckedAsked,
    out=CheckedView,
    audit="words_checked",
)
async def check_words(ask: Ask) -> CheckedView:
    """Keep a checked sentence; the transcript itself and the draft stay as they are."""
    if not ask.parts.settings.asr.keep_corrections:
        raise ApiError(409, "not_kept", "expected [asr] keep_corrections = true to keep corrections", found="false")
    call = await own_call(ask)
    one = CheckedText(
        utterance_id=ask.ident("utterance_id"),
        call_id=call.call_id,
        text=ask.take(CheckedAsked).text,
        checked_by=ask.who.operator_id or ask.who.name,
        checked_at=datetime.fromtimestamp(ask.parts.now(), UTC),
    )
    await CheckedWords(ask.parts.stores.database).save(one)
    return CheckedView(utterance_id=one.utterance_id, text=one.text, checked_by=one.checked_by)


ROUTES = (check_words,)
