"""The keys of producer and host in a scripted show: pressed over HTTP, or by whoever else has hands."""

from typing import Protocol

from callcenter.drill.asking import Asking


class Hands(Protocol):
    """What the script has the two press. Each returns when the desk has done it, and raises when it has not."""

    async def open(self, show_id: str, title: str, unit: str, delay_s: float) -> None:
        """The producer opens the show, the delay confirmed."""

    async def go_live(self) -> None:
        """The host begins."""

    async def take(self, entry_id: str) -> None:
        """The producer talks with a caller."""

    async def ready(self, entry_id: str, address: str, area: str, topic: str) -> None:
        """The producer writes down who it is, and lets them wait for air."""

    async def give_back(self, entry_id: str) -> None:
        """The producer gives a caller to an operator."""

    async def next(self, entry_id: str) -> None:
        """The producer chooses who goes on air next."""

    async def air(self, entry_id: str) -> None:
        """The host puts the next one on air."""

    async def thank(self, entry_id: str) -> None:
        """The producer lets go who was on air."""

    async def dump(self) -> None:
        """The host keeps the last seconds from the listeners."""

    async def block(self) -> None:
        """The producer takes no new callers."""

    async def sign_off(self) -> None:
        """The host ends the programme."""


class HttpHands:
    """Presses over the desk's HTTP interface, with a token a role."""

    def __init__(self, url: str, producer_token: str, host_token: str, phone: str) -> None:
        """`phone`: where the producer talks."""
        self._producer, self._host, self._phone = Asking(url, producer_token), Asking(url, host_token), phone
        self._show = ""

    async def open(self, show_id: str, title: str, unit: str, delay_s: float) -> None:
        """As Hands says; so all that follow."""
        self._show = f"/shows/{show_id}"
        await self._producer.post("/shows", show_id=show_id, title=title, units=[unit], delay_s=delay_s)

    async def go_live(self) -> None:
        await self._host.post(f"{self._show}/go-live")

    async def take(self, entry_id: str) -> None:
        await self._producer.post(f"{self._entry(entry_id)}/take", phone=self._phone, saw="ringing")

    async def ready(self, entry_id: str, address: str, area: str, topic: str) -> None:
        words = {"address": address, "area": area, "topic": topic, "unit_fits": True}
        await self._producer.post(f"{self._entry(entry_id)}/ready", words=words)

    async def give_back(self, entry_id: str) -> None:
        await self._producer.post(f"{self._entry(entry_id)}/return")

    async def next(self, entry_id: str) -> None:
        await self._producer.post(f"{self._entry(entry_id)}/next")

    async def air(self, entry_id: str) -> None:
        await self._host.post(f"{self._entry(entry_id)}/air")

    async def thank(self, entry_id: str) -> None:
        await self._producer.post(f"{self._entry(entry_id)}/thank")

    async def dump(self) -> None:
        await self._host.post(f"{self._show}/dump")

    async def block(self) -> None:
        await self._producer.post(f"{self._show}/block", blocked=True)

    async def sign_off(self) -> None:
        await self._host.post(f"{self._show}/sign-off")

    def _entry(self, entry_id: str) -> str:
        return f"{self._show}/entries/{entry_id}"
