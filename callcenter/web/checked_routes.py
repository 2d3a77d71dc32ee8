"""What was really said: whoever may hear the call and has listened writes it down beside what was heard."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from callcenter.clock import as_text
from callcenter.store.checked import CheckedText, CheckedWords
from callcenter.web.call_sight import HEARERS, audible_call
from callcenter.web.models import Asked, Rfc3339, Said, printable
from callcenter.web.route import IDENT, Ask, route

_ONE = f"/api/v1/calls/{{call_id:{IDENT}}}/utterances/{{utterance_id:{IDENT}}}/checked"


class CheckedAsked(Asked):
    """What was said, as somebody who listened writes it; empty when nothing was said at all."""

    text: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True), AfterValidator(printable)]


class CheckedView(Said):
    """What is kept of it. `for_evaluation`: the site keeps corrections to measure its recognition by."""

    utterance_id: str
    text: str
    checked_by: str
    checked_at: Rfc3339
    for_evaluation: bool


@route(
    "PUT",
    _ONE,
    "Write down what was really said in a sentence; what was heard stays beside it",
    HEARERS,
    body=CheckedAsked,
    out=CheckedView,
    audit="words_checked",
)
async def check_words(ask: Ask) -> CheckedView:
    """Keep a checked sentence: found and taken away by it; for evaluation too where the site consents. No training."""
    call = await audible_call(ask)
    one = CheckedText(
        utterance_id=ask.ident("utterance_id"),
        call_id=call.call_id,
        text=ask.take(CheckedAsked).text,
        checked_by=ask.who.operator_id or ask.who.name,
        checked_at=datetime.fromtimestamp(ask.parts.now(), UTC),
        for_evaluation=ask.parts.settings.asr.keep_corrections,
    )
    await CheckedWords(ask.parts.stores.database).save(one)
    return CheckedView(
        utterance_id=one.utterance_id,
        text=one.text,
        checked_by=one.checked_by,
        checked_at=as_text(one.checked_at.timestamp(), ask.parts.zone),
        for_evaluation=one.for_evaluation,
    )


ROUTES = (check_words,)
