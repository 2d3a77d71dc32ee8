"""Browsers at a real Mosquitto through /mqtt: they read what the wall may read, and nothing else."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiomqtt
import paho.mqtt.client as paho
import pytest
from aiohttp import WSMsgType

from callcenter.store.identity import Role
from callcenter.web.mqtt_packets import MAX_PACKET_BYTES
from callcenter.web.ports import BrokerLogin
from tests.service.web.conftest import stage, template  # noqa: F401 - fixtures
from tests.service.web.stage import Stage

pytestmark = pytest.mark.wire
TOPIC = "cc/v1/demo/summary"


@dataclass(slots=True, kw_only=True)
class Broker:
    """A Mosquitto of our own: `desk` may publish, `wall` may only read cc/v1/demo/#."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = (
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\npersistence false\nset_tcp_nodelay true\n"
            f"password_file {self.folder}/passwords\nacl_file {self.folder}/acl\nuser root\n"
        )
        (self.folder / "mosquitto.conf").write_text(config, "utf-8")
        (self.folder / "acl").write_text("user desk\ntopic readwrite #\nuser wall\ntopic read cc/v1/demo/#\n", "utf-8")
        (self.folder / "passwords").write_text("desk:desk-secret\nwall:wall-secret\n", "utf-8")
        subprocess.run(["mosquitto_passwd", "-U", self.folder / "passwords"], check=True, timeout=20)
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.process = subprocess.Popen([program, "-c", self.folder / "mosquitto.conf"], stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    if shutil.which("mosquitto_passwd") is None:
        pytest.skip("Mosquitto is not installed (Debian package mosquitto)")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    made = Broker(folder=tmp_path_factory.mktemp("broker"), port=port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def proxied(stage: Stage, broker: Broker) -> Stage:  # noqa: F811
    """The service with that broker behind it, and a retained payload there."""
    stage.brokers.append(BrokerLogin(host="127.0.0.1", port=broker.port, username="wall", password="wall-secret"))
    async with asyncio.timeout(20):
        while True:
            try:
                async with service(broker) as client:
                    await client.publish(TOPIC, b'{"waiting": 3}', qos=1, retain=True)
                    await client.publish("private/8001", b"secret", qos=1, retain=True)
                    return stage
            except aiomqtt.MqttError:
                await asyncio.sleep(0.1)


def service(broker: Broker) -> aiomqtt.Client:
    return aiomqtt.Client("127.0.0.1", broker.port, username="desk", password="desk-secret")


@asynccontextmanager
async def wall(stage: Stage, version: int, **more: object) -> AsyncIterator[aiomqtt.Client]:  # noqa: F811
    """A screen on the wall, as mqtt.js is: MQTT over WebSocket with the screen's token."""
    token = await stage.bearer(Role.WALL)
    how: dict[str, object] = {
        "transport": "websockets",
        "websocket_path": "/mqtt",
        "websocket_headers": token,
        "protocol": aiomqtt.ProtocolVersion(version),
        "username": "desk",
        "password": "stolen",
        "timeout": 10,
    }
    async with aiomqtt.Client("127.0.0.1", stage.client.port, **{**how, **more}) as client:  # type: ignore[arg-type]
        yield client


async def first(client: aiomqtt.Client) -> tuple[str, bytes]:
    async with asyncio.timeout(10):
        async for message in client.messages:
            return str(message.topic), bytes(message.payload)  # type: ignore[arg-type]
    raise AssertionError("no message")


@pytest.mark.parametrize("version", [4, 5])
async def test_a_wall_gets_the_figures_whatever_login_it_sends(proxied: Stage, broker: Broker, version: int) -> None:
    async with wall(proxied, version) as client:
        await client.subscribe("cc/v1/demo/#", qos=1)
        assert await first(client) == (TOPIC, b'{"waiting": 3}')
        async with service(broker) as publisher:
            for n in range(50):
                await publisher.publish(TOPIC, f"{n}".encode() * 100, qos=1)
        for n in range(50):
            assert await first(client) == (TOPIC, f"{n}".encode() * 100)


@pytest.mark.parametrize(
    "topic", ["#", "+/v1/demo/#", "private/8001", "$share/g/cc/v1/demo/#", "cc/v1/demonstration/#"]
)
async def test_a_wall_subscribes_to_nothing_but_its_site(proxied: Stage, topic: str) -> None:
    """Refused here: a site's own broker may let our login see more."""
    name = topic.encode()
    subscribe = b"\0\1" + len(name).to_bytes(2, "big") + name + b"\0"
    token = await proxied.bearer(Role.WALL)
    async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
        await browser.send_bytes(CONNECT)
        assert (await browser.receive_bytes())[0] == 0x20  # CONNACK
        await browser.send_bytes(bytes([0x82, len(subscribe)]) + subscribe)
        assert await _close_code(browser) == 1008


async def test_a_browser_that_publishes_is_cut_off(proxied: Stage, broker: Broker) -> None:
    async with service(broker) as witness:
        await witness.subscribe("cc/#", qos=1)
        assert (await first(witness))[1] == b'{"waiting": 3}'
        with pytest.raises(aiomqtt.MqttError):
            async with wall(proxied, 5) as client:
                await client.publish(TOPIC, b'{"waiting": 999}', qos=1, timeout=5)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await first(witness)


async def test_a_browser_cannot_throw_out_another_client_by_its_identifier(proxied: Stage, broker: Broker) -> None:
    name = "callcenter-demo-1"
    async with (
        aiomqtt.Client("127.0.0.1", broker.port, username="desk", password="desk-secret", identifier=name) as publisher,
        wall(proxied, 5, identifier=name) as client,
    ):
        await client.subscribe(TOPIC)
        assert (await first(client))[0] == TOPIC
        await publisher.publish(TOPIC, b"still here", qos=1)
        assert (await first(client))[1] == b"still here"


async def test_a_browsers_last_will_is_not_published(proxied: Stage, broker: Broker) -> None:
    async with service(broker) as witness:
        await witness.subscribe("cc/v1/demo/state", qos=1)
        token = await proxied.bearer(Role.WALL)
        client = paho.Client(paho.CallbackAPIVersion.VERSION2, transport="websockets")
        client.will_set("cc/v1/demo/state", b'{"online": false}', qos=1)
        client.ws_set_options("/mqtt", token)
        await asyncio.to_thread(client.connect, "127.0.0.1", proxied.client.port)
        await asyncio.to_thread(client.loop, 0.5)
        client.socket().close()  # type: ignore[union-attr] - gone without a word
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await first(witness)


async def test_a_broker_that_is_down_is_told_as_try_again_later(proxied: Stage, broker: Broker) -> None:
    """Killed in the middle, and asked for while it is down: close code 1013 both times."""
    token = {**await proxied.bearer(Role.WALL)}
    async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
        await browser.send_bytes(CONNECT)
        assert (await browser.receive_bytes())[0] == 0x20
        broker.stop()
        assert await _close_code(browser) == 1013
    async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
        await browser.send_bytes(CONNECT)
        assert await _close_code(browser) == 1013
    proxied.brokers.clear()
    async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
        assert await _close_code(browser) == 1013


CONNECT = bytes([0x10, 13]) + b"\0\4MQTT" + bytes([4, 2, 0, 60]) + b"\0\1x"


@pytest.mark.parametrize(
    "sent",
    [
        b"\0\0",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: not MQTT at all, but long enough\r\n\r\n",
        bytes([0x82, 0xFF, 0xFF, 0x7F]),
        bytes([0x30, 3]) + b"\0\1t",
        CONNECT + bytes([0x30, 4]) + b"\0\1tx",
        CONNECT + CONNECT,
        CONNECT[:-1] + b"x" + b"\0\0",
    ],
)
async def test_bytes_that_are_no_reader_s_mqtt_end_the_connection(proxied: Stage, sent: bytes) -> None:
    token = await proxied.bearer(Role.WALL)
    async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
        await browser.send_bytes(sent)
        assert await _close_code(browser) == 1008


async def test_a_frame_that_is_too_long_or_of_words_ends_the_connection(proxied: Stage) -> None:
    token = await proxied.bearer(Role.WALL)
    for send in ("send_bytes", "send_str"):
        async with proxied.client.ws_connect("/mqtt", headers=token, protocols=("mqtt",)) as browser:
            await getattr(browser, send)(b"x" * (MAX_PACKET_BYTES + 1) if send == "send_bytes" else "words")
            assert await _close_code(browser) in (1008, 1009)


async def test_without_the_subprotocol_there_is_no_proxy(proxied: Stage) -> None:
    token = await proxied.bearer(Role.WALL)
    answer = await proxied.client.get("/mqtt", headers=token)
    assert answer.status == 400
    assert "subprotocol" in await answer.text()


async def _close_code(browser: object) -> int:
    async with asyncio.timeout(10):
        while True:
            message = await browser.receive()  # type: ignore[attr-defined]
            if message.type is WSMsgType.CLOSE:
                return int(message.data)
            assert message.type is WSMsgType.BINARY, message
