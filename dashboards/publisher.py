"""Sends the board's messages to the broker: the only file that knows aiomqtt.

`set` takes a message, never waits and never fails, whatever the broker does. One task owns the connection: it sends
what changed, notices a dead link, connects again after a growing, jittered pause and then sends every retained topic
anew.
"""

import asyncio
import contextlib
import errno
import logging
import random
import socket
from collections.abc import Callable, Iterator
from typing import Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from dashboards.address import BrokerAddress
from dashboards.messages import Message
from dashboards.outbox import Outbox
from dashboards.topics import STATE, VERSION, State, topic_name

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0  # a broker that is back is found again well within 5 s
KEEPALIVE_S = 15  # the broker sends our last will 1.5 times this after a silent death
TIMEOUT_S = 5.0
EVENTS_KEPT = 2000  # half a minute of a busy city; older ones are dropped and counted
EVENTS_AT_ONCE = 10  # unconfirmed at a time, so that a far broker does not hold up the rest

_log = logging.getLogger("publisher")


class Publisher:
    """Owns one connection to one broker. `set` is for any caller on the event loop; `run` is started once."""

    def __init__(
        self,
        address: BrokerAddress,
        site: str,
        identifier: str,
        presence: Callable[[bool], State],
        on_link: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Prepare; nothing is connected yet.

        Args:
            address: the broker.
            site: the site's id, part of every topic name.
            identifier: MQTT client id; two publishers with the same one throw each other out.
            presence: makes the `state` payload for online (True) or offline (False).
            on_link: hears when the link comes (True) and goes (False); its faults are logged, not passed on.

        """
        self._address, self._site, self._identifier = address, site, identifier
        self._presence, self._on_link = presence, on_link
        self._outbox = Outbox(site, EVENTS_KEPT)
        self._wake = asyncio.Event()
        self._stopping = False
        self._state_name = topic_name(site, STATE)
        self._announce = False
        self._link: bool | None = None  # what on_link was told last
        self.connected = False
        self.sent = 0
        self.connects = 0

    @property
    def events_dropped(self) -> int:
        """Events given up because the broker was away too long."""
        return self._outbox.events_dropped

    def set(self, message: Message) -> None:
        """Send this as soon as may be; a retained topic's newer message replaces one not yet sent."""
        if not self._stopping:
            self._outbox.put(message)
            self._wake.set()

    def announce(self) -> None:
        """Send `state` again: what `presence` says has changed."""
        self._announce = True
        self._wake.set()

    async def run(self) -> None:
        """Keep the broker informed until `stop`; returns after the goodbye was sent or could not be."""
        pause_s = FIRST_PAUSE_S
        with quiet_bad_descriptors(asyncio.get_running_loop()):
            while not self._stopping:
                before = self.connects
                try:
                    await self._session()
                except Exception as fault:  # noqa: BLE001 - the edge: whatever ended the link, it is tried again
                    self._lost(fault)
                pause_s = FIRST_PAUSE_S if self.connects > before else min(pause_s * 2, LONGEST_PAUSE_S)
                await self._pause(pause_s)

    async def stop(self) -> None:
        """Say goodbye (`state` offline) and let `run` return. What is set from now on is ignored."""
        self._stopping = True
        self._wake.set()

    async def _pause(self, most_s: float) -> None:
        """Wait between half of `most_s` and all of it, so that many desks do not return in one moment."""
        loop = asyncio.get_running_loop()
        until = loop.time() + most_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
        while not self._stopping and (left := until - loop.time()) > 0:
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):  # wait_for forgets a cancellation that comes with the wake
                    await self._wake.wait()

    async def _session(self) -> None:
        client = self._client()
        try:
            await client.__aenter__()
        except BaseException:
            client._client.disconnect()  # noqa: SLF001 - aiomqtt leaves the socket open when the broker does not answer
            raise
        try:
            await self._serve(client)
        finally:
            self.connected = False
            with contextlib.suppress(aiomqtt.MqttError):
                await client.__aexit__(None, None, None)

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Send until told to stop or the link is dead, whichever is first: a lost link must not wait for an answer."""
        sending = asyncio.create_task(self._send(client), name="publisher sends")
        watching = asyncio.create_task(_until_lost(client), name="publisher watches the link")
        try:
            done, _ = await asyncio.wait((sending, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            watching.cancel()
            await asyncio.gather(sending, watching, return_exceptions=True)
        for task in done:
            task.result()  # raises what ended the link

    async def _send(self, client: aiomqtt.Client) -> None:
        await self._publish(client, self._state_message(online=True))
        self._outbox.everything()
        self._found()
        while not self._stopping:
            await self._send_all(client)
            self._wake.clear()
            if self._outbox.is_empty() and not self._announce and not self._stopping:
                await self._wake.wait()
        await self._send_all(client)
        await self._publish(client, self._state_message(online=False))

    async def _send_all(self, client: aiomqtt.Client) -> None:
        if self._announce:
            self._announce = False
            await self._publish(client, self._state_message(online=True))
        while not self._outbox.is_empty():
            while taken := self._outbox.next_retained():
                await self._send_retained(client, *taken)
            await self._send_events(client)

    async def _send_retained(self, client: aiomqtt.Client, name: str, message: Message) -> None:
        try:
            await self._publish(client, message)
        except BaseException:
            self._outbox.failed(name)
            raise
        self._outbox.sent(name, message)

    async def _send_events(self, client: aiomqtt.Client) -> None:
        """Send a handful at once; if any of them may not have arrived, all of them are sent again in order."""
        events = self._outbox.next_events(EVENTS_AT_ONCE)
        try:
            await asyncio.gather(*(self._publish(client, one) for one in events))
        except BaseException:
            self._outbox.failed_events(events)
            raise

    async def _publish(self, client: aiomqtt.Client, message: Message) -> None:
        body = message.payload.model_dump_json().encode() if message.payload else b""
        await client.publish(
            self._outbox.name(message),
            body,
            qos=message.topic.qos if message.payload else 1,  # a clearing that got lost would show for an hour
            retain=message.topic.retain,
            properties=self._properties(PacketTypes.PUBLISH, message),
        )
        self.sent += 1

    def _state_message(self, *, online: bool) -> Message:
        return Message(STATE, "", self._presence(online))

    def _properties(self, packet: int, message: Message) -> Properties:
        properties: Any = Properties(packet)  # type: ignore[no-untyped-call]
        properties.UserProperty = [("schema", f"{VERSION}/{message.topic.path}"), ("site", self._site)]
        if message.payload:
            properties.ContentType = "application/json"
            properties.PayloadFormatIndicator = 1  # UTF-8
        if message.payload and message.topic.expiry_s is not None:
            properties.MessageExpiryInterval = message.topic.expiry_s
        return properties  # type: ignore[no-any-return]

    def _client(self) -> aiomqtt.Client:
        last_words = self._state_message(online=False)
        body = last_words.payload.model_dump_json().encode() if last_words.payload else b""
        will = aiomqtt.Will(
            self._state_name, body, qos=1, retain=True, properties=self._properties(PacketTypes.WILLMESSAGE, last_words)
        )
        return aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.user or None,
            password=self._address.password or None,
            identifier=self._identifier,
            protocol=aiomqtt.ProtocolVersion.V5,
            will=will,
            keepalive=KEEPALIVE_S,
            clean_start=True,
            timeout=TIMEOUT_S,
            max_queued_incoming_messages=1,  # we subscribe to nothing
            tls_context=self._address.tls,
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        )

    def _found(self) -> None:
        self.connected = self._link = True
        self.connects += 1
        _log.info("broker connected", extra={"broker": self._address.shown, "connects": self.connects})
        self._tell(up=True)

    def _lost(self, fault: Exception) -> None:
        """Say it once, not at every try; say what is not the broker's doing in full."""
        if not isinstance(fault, aiomqtt.MqttError | OSError):
            _log.error("link to the broker failed", exc_info=fault)
        if self._link is not False:
            self._link = False
            _log.warning("broker not reachable", extra={"broker": self._address.shown, "fault": str(fault)})
            self._tell(up=False)

    def _tell(self, *, up: bool) -> None:
        try:
            self._on_link(up)
        except Exception:  # noqa: BLE001 - the edge: a listener must not end the link
            _log.exception("listener of the link failed")


async def _until_lost(client: aiomqtt.Client) -> None:
    """Return never; raise MqttError when the link is dead. A publisher that does not look never learns of it."""
    async for _ in client.messages:
        pass


@contextlib.contextmanager
def quiet_bad_descriptors(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Keep out of the log what aiomqtt leaves behind when a socket dies while its watcher is being set up.

    asyncio then reports a callback that failed on a closed descriptor: harmless, the link is already known to be dead.
    """
    before = loop.get_exception_handler()

    def handler(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if _is_bad_descriptor(context):
            _log.debug("watcher of a closed socket")
        elif before:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handler)
    try:
        yield
    finally:
        loop.set_exception_handler(before)


def _is_bad_descriptor(context: dict[str, Any]) -> bool:
    fault, where = context.get("exception"), f"{context.get('message', '')} {context.get('handle', '')}"
    closed = isinstance(fault, OSError) and fault.errno in (errno.EBADF, errno.ENOENT)
    negative = isinstance(fault, ValueError) and "file descriptor" in str(fault)
    return (closed or negative) and any(name in where for name in ("add_writer", "add_reader", "remove_writer"))
