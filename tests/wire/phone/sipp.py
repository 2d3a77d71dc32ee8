"""sipp as the other phone: scenarios written as steps, one process a call, judged by its exit code."""

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wire.own_net import own

SIPP = shutil.which("sipp")
needs_sipp = pytest.mark.skipif(SIPP is None, reason="sipp is not installed (apt package sip-tester)")
IP = own("127.14.2.1")

SDP = """v=0
o=sipp 1 1 IN IP4 [media_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a={direction}
"""


def sdp(direction: str = "sendrecv") -> str:
    return SDP.format(direction=direction)


def _body(text: str) -> str:
    return f"Content-Type: application/sdp\nContent-Length: [len]\n\n{text}" if text else "Content-Length: 0\n\n"


def send(text: str, body: str = "", retrans: int = 0) -> str:
    repeat = f' retrans="{retrans}"' if retrans else ""
    return f"<send{repeat}><![CDATA[\n{text.strip()}\n{_body(body)}\n]]></send>"


def ask(method: str, cseq: int, body: str = "", extra: str = "", branch: str = "[branch]") -> str:
    """A request of the calling sipp; within the dialog once a To tag is known."""
    known = cseq > 1 or method in ("ACK", "BYE")
    to = "<sip:[service]@[remote_ip]:[remote_port]>" + ("[peer_tag_param]" if known else "")
    uri = "[next_url]" if known and method != "CANCEL" else "sip:[service]@[remote_ip]:[remote_port]"
    text = f"""{method} {uri} SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch={branch}
From: "张三" <sip:13900001234@[local_ip]:[local_port]>;tag=[pid]sipp[call_number]
To: {to}
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:13900001234@[local_ip]:[local_port]>
Max-Forwards: 70
{extra}"""
    return send(text, body, retrans=500 if method in ("INVITE", "BYE") else 0)


def reply(status: str, body: str = "", extra: str = "", tag: bool = True) -> str:
    """A response of the called sipp to the last request."""
    to = "[last_To:]" + (";tag=[pid]sipp[call_number]" if tag else "")
    return send(
        f"""SIP/2.0 {status}
[last_Via:]
[last_From:]
{to}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:peer@[local_ip]:[local_port]>
{extra}""",
        body,
    )


def expect(what: str | int, action: str = "", optional: bool = False) -> str:
    attribute = f'response="{what}"' if isinstance(what, int) else f'request="{what}"'
    routes = ' rrs="true"' if what == 200 else ""
    maybe = ' optional="true"' if optional else ""
    return f"<recv {attribute}{maybe}{routes}>{f'<action>{action}</action>' if action else ''}</recv>"


def must_match(pattern: str, where: str = "msg", header: str = "") -> str:
    """An action: the message (or header) must match, else the call fails."""
    name = f' header="{header}"' if header else ""
    return f'<ereg regexp="{pattern}" search_in="{where}"{name} check_it="true" assign_to="1"/>'


def pause(ms: int) -> str:
    return f'<pause milliseconds="{ms}"/>'


def write_scenario(folder: Path, *steps: str) -> Path:
    uses = '<Reference variables="1"/>' if any('assign_to="1"' in step for step in steps) else ""
    xml = f'<?xml version="1.0" encoding="utf-8"?>\n<scenario name="t">\n{"".join(steps)}{uses}</scenario>\n'
    path = folder / "scenario.xml"
    path.write_text(xml, "utf-8")
    return path


def free_port(ip: str = IP) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((ip, 0))
        return int(probe.getsockname()[1])


class Sipp:
    """Owns one running sipp."""

    def __init__(self, scenario: Path, *, target: str = "", echo: bool = False, extra: tuple[str, ...] = ()) -> None:
        self.port = free_port()
        command = [SIPP or "sipp", "-sf", str(scenario), "-i", IP, "-mi", IP, "-p", str(self.port), "-m", "1"]
        command += ["-nostdin", "-timeout", "12s", "-timeout_error", "-trace_err", "-mp", str(free_port() & ~1), *extra]
        command += ["-error_file", str(scenario.parent / "errors.log")]
        command += ["-rtp_echo"] if echo else []
        command += ["-s", "8001", target] if target else []
        self._errors = scenario.parent / "errors.log"
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=scenario.parent, text=True
        )
        if not target:
            self._wait_listening()

    def _wait_listening(self) -> None:
        for _ in range(200):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                try:
                    probe.bind((IP, self.port))
                except OSError:
                    return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
        raise AssertionError("sipp does not listen")

    def outcome(self, timeout_s: float = 20.0) -> str:
        """'' when the call went as written, else what sipp says."""
        _, errors = self._process.communicate(timeout=timeout_s)
        detail = self._errors.read_text("utf-8", "replace") if self._errors.exists() else ""
        return "" if self._process.returncode == 0 else f"exit {self._process.returncode}\n{errors}\n{detail}"

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        if self._process.stderr:
            self._process.stderr.close()


@contextlib.contextmanager
def sipp(scenario: Path, **options: object) -> Iterator[Sipp]:
    running = Sipp(scenario, **options)  # type: ignore[arg-type]
    try:
        yield running
    finally:
        running.close()
