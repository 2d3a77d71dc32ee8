"""/ws/show: the board as it is, whole and at every change, so that two screens never show another order."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import assert_never

from aiohttp import web

from callcenter.show.prefill import prefilled
from callcenter.show.presence import View
from callcenter.show.words import PartialWords, Said
from callcenter.store.identity import Role
from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import SavedUtterance
from callcenter.web.errors import ApiError
from callcenter.web.route import Ask, route
from callcenter.web.show_command_table import BOTH
from callcenter.web.show_routes import form_view
from callcenter.web.show_views import picture
from callcenter.web.stream_routes import still_welcome
from callcenter.web.streams import Outbox, stream
from callcenter.web.words_view import hidden_news, hidden_partial
from queueing.show.state import Entry

BEAT_S = 5.0  # without news the picture comes again so often: a screen that hears nothing for twice as long says so
VIEWS: dict[str, View] = {"producer": "producer", "host": "host"}


@route("GET", "/ws/show", "The show's board, live: `?view=producer` or `host`", BOTH, live=True)
async def show(ask: Ask) -> web.WebSocketResponse:
    """Send the whole board at once, at every change and at least every few seconds."""
    view = _view(ask)
    gone = ask.parts.studio.presence.come(ask.who.name, ask.who.display_name, view)
    ask.parts.studio.studio.refresh()
    try:
        return await stream(ask, partial(_open, ask, view), partial(still_welcome, ask))
    finally:
        gone()
        ask.parts.studio.studio.refresh()


def _view(ask: Ask) -> View:
    """Which view is asked for; words and reserve are for producers only.

    Raises:
        ApiError: 422 no such view, 403 a host asks for the producer's.
    """
    asked = ask.request.query.get("view", "producer" if ask.who.has(Role.PRODUCER) else "host")
    if asked not in VIEWS:
        expected = "producer or host"
        raise ApiError(422, "bad_fields", f"view: expected {expected}", expected=expected, found=asked[:20])
    if asked == "producer" and not ask.who.has(Role.PRODUCER):
        raise ApiError(403, "wrong_role", "view producer: expected role producer", expected="producer", found="host")
    return VIEWS[asked]


async def _open(ask: Ask, view: View, outbox: Outbox) -> Callable[[], None]:
    sender = _Sender(ask, view, outbox)
    stops = [ask.parts.studio.studio.watch(sender.soon)]
    if view == "producer":
        stops.append(ask.parts.studio.words.follow(sender.said))
    sender.send()
    beat = asyncio.create_task(sender.beat(), name="show-beat")

    def stop() -> None:
        beat.cancel()
        for one in stops:
            one()

    return stop


class _Sender:
    """Puts pictures into one browser's outbox; several changes in one go make one picture."""

    def __init__(self, ask: Ask, view: View, outbox: Outbox) -> None:
        self._ask, self._view, self._outbox = ask, view, outbox
        self._waiting = False

    def soon(self) -> None:
        """The board changed."""
        if not self._waiting:
            self._waiting = True
            asyncio.get_running_loop().call_soon(self.send)

    def send(self) -> None:
        """Send the picture now."""
        self._waiting = False
        parts = self._ask.parts.studio
        made = picture(
            parts.studio.current,
            view=self._view,
            now=self._ask.parts.now(),
            lines=parts.studio.lines,
            settings=parts.settings,
            names=parts.presence.names,
            present=parts.presence.present(),
        )
        self._outbox.put(made.model_dump(mode="json"))

    async def beat(self) -> None:
        """Send it again now and then; ends by cancellation."""
        while True:
            await asyncio.sleep(BEAT_S)
            self.send()

    def said(self, said: Said) -> None:
        """What a caller of the show says, for the form."""
        entry = self._entry(said.call_id)
        if entry is None:
            return
        recent = self._ask.parts.studio.words.recent(said.call_id)
        match said:
            case SavedUtterance():
                for view in hidden_news(recent):
                    self._tell(entry, "words", {"utterance": view.model_dump(mode="json")})
            case PartialWords():
                self._tell(entry, "partial", {"role": said.role, "text": hidden_partial(recent, said.role, said.text)})
            case Ticket():
                self._tell(entry, "form", {"form": self._form(said)})
            case _:
                assert_never(said)

    def _tell(self, entry: Entry, kind: str, body: dict[str, object]) -> None:
        self._outbox.put({"type": kind, "entry_id": entry.entry_id, **body})

    def _entry(self, call_id: str) -> Entry | None:
        state = self._ask.parts.studio.studio.current
        return state.of_call(call_id) if state else None

    def _form(self, ticket: Ticket) -> dict[str, object]:
        parts = self._ask.parts.studio
        state = parts.studio.current
        return form_view(
            prefilled(ticket, state.units if state else (), parts.settings.topic_most)
        ).model_dump()  # fmt: skip


ROUTES = (show,)
