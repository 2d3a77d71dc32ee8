"""Files at tickets: known by content, kept under their hash, sent back so that nothing runs, seen by who may."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from callcenter.uploads import UploadError, Uploads, safe_name
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import bring, source

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


async def dispatched(stage: Stage, unit: str = "U001") -> str:
    """A registered ticket that lies with a unit."""
    taken = await say(await bring(stage, await source(stage, "110"), source="110", key=f"k-{unit}"))
    order = Order(ticket_id=taken["ticket_id"], version=None, who=Who(name="lin"), command=Dispatch(unit=unit))
    await stage.parts.office.act(order)
    return str(taken["ticket_id"])


async def unit_token(stage: Stage, unit: str) -> dict[str, str]:
    ident, text = await stage.stores.sessions.new_token(Role.UNIT, unit, stage.parts.time())
    await stage.stores.lists.units.set_member(ident, unit)
    await stage.parts.city.directory.refresh()
    return {"Authorization": f"Bearer {text}"}


def files(ticket_id: str, name: str = "回复.pdf", purpose: str = "reply") -> URL:
    return URL(f"/api/v1/tickets/{ticket_id}/attachments") % {"name": name, "purpose": purpose}


async def test_a_file_comes_back_as_it_was_sent_and_is_never_shown(stage: Stage) -> None:
    ticket = await dispatched(stage)
    headers = await unit_token(stage, "U001")
    made = await say(await stage.client.post(files(ticket, "../../办理 情况\u202efdp.exe"), data=PDF, headers=headers))
    assert (made["media"], made["name"]) == ("application/pdf", "办理 情况_fdp.exe")
    again = await say(await stage.client.post(files(ticket), data=PDF, headers=headers))
    assert again["attachment_id"] == made["attachment_id"], "the same content is kept once"
    answer = await stage.client.get(made["url"], headers=headers)
    assert await answer.read() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    kept = [file for file in (stage.folder / "attachments").rglob("*") if file.is_file()]
    assert [file.name for file in kept] == [made["sha256"]]
    assert oct(kept[0].stat().st_mode)[-3:] == "600"


def _archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (PNG, 200),
        ("回复：已修复。".encode("gb18030"), 200),
        (_archive("[Content_Types].xml", "word/document.xml"), 200),
        (_archive("xl/workbook.xml", "xl/vbaProject.bin"), 415),  # macros
        (_archive("run.exe"), 415),
        (b"MZ\x90\x00" + b"\x00" * 60, 415),
        (b"<html><script>alert(1)</script>", 415),
        (b"  <svg xmlns='x' onload='alert(1)'/>", 415),
        (b"#!/bin/sh\nrm -rf /\n", 415),
        (b"PK\x03\x04 broken", 415),
        (b"", 415),
    ],
)
async def test_what_a_file_is_is_known_by_its_content_and_not_by_its_name(
    stage: Stage, content: bytes, status: int
) -> None:
    ticket = await dispatched(stage)
    answer = await stage.client.post(files(ticket, "a.pdf"), data=content, headers=await unit_token(stage, "U001"))
    assert answer.status == status, await answer.text()
    left = [file for file in (stage.folder / "attachments").rglob("*") if file.is_file()]
    assert len(left) == (status == 200), "what is refused leaves nothing behind"


async def test_a_file_too_large_is_refused_while_it_comes(stage: Stage) -> None:
    ticket = await dispatched(stage)
    answer = await stage.client.post(
        files(ticket), data=io.BytesIO(PDF + bytes(20_000_001)), headers=await unit_token(stage, "U001")
    )
    assert answer.status == 413
    assert not [file for file in (stage.folder / "attachments").rglob("*") if file.is_file()]


async def test_the_stamped_form_is_taken_back_in_as_pdf_or_picture_only(stage: Stage) -> None:
    ticket = await dispatched(stage)
    headers = await unit_token(stage, "U001")
    sealed = files(ticket, "群众诉求办理情况表.pdf", "sealed_form")
    assert (await stage.client.post(sealed, data="只是文字".encode(), headers=headers)).status == 415
    made = await say(await stage.client.post(sealed, data=PDF, headers=headers))
    listed = await say(await stage.client.get(f"/api/v1/tickets/{ticket}/attachments", headers=headers))
    assert [(one["purpose"], one["attachment_id"]) for one in listed["items"]] == [
        ("sealed_form", made["attachment_id"])
    ]


async def test_a_unit_reaches_files_of_its_own_tickets_and_those_under_it_only(stage: Stage) -> None:
    ticket = await dispatched(stage)
    own, above, other = [await unit_token(stage, unit) for unit in ("U001", "U000", "U002")]
    made = await say(await stage.client.post(files(ticket), data=PDF, headers=own))
    for headers, status in ((own, 200), (above, 200), (other, 404), (await stage.bearer(Role.UNIT), 404)):
        assert (await stage.client.get(made["url"], headers=headers)).status == status
        assert (await stage.client.get(f"/api/v1/tickets/{ticket}/attachments", headers=headers)).status == status
    assert (await stage.client.post(files(ticket), data=PNG, headers=other)).status == 404


async def test_files_of_a_restricted_matter_are_for_those_it_was_restricted_to(stage: Stage) -> None:
    ticket, own = await dispatched(stage), await unit_token(stage, "U001")
    made = await say(await stage.client.post(files(ticket), data=PDF, headers=own))
    refer = ReferToDiscipline(people=("zhang",), why="推诿")
    await stage.parts.office.act(Order(ticket_id=ticket, version=None, who=Who(name="lin"), command=refer))
    for headers in (own, await stage.bearer(Role.SUPERVISOR), await stage.bearer(Role.ADMIN)):
        assert (await stage.client.get(made["url"], headers=headers)).status == 404
    await stage.sign_in("lin", "pass-lin")
    assert (await stage.ask("GET", made["url"])).status == 200, "who referred it"


async def test_a_citizens_file_comes_with_the_matter(stage: Stage) -> None:
    headers = await source(stage)
    taken = await say(await bring(stage, headers))
    made = await say(
        await stage.client.post("/api/v1/intake/w-1/attachments?name=%E7%85%A7%E7%89%87.png", data=PNG, headers=headers)
    )
    assert (made["purpose"], made["name"]) == ("material", "照片.png")
    (kept,) = await stage.stores.attachments.of(taken["ticket_id"])
    assert kept.by != ""
    assert (await stage.client.get(made["url"], headers=headers)).status == 403, "a source brings in and reads nothing"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\照片.jpg", "照片.jpg"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("...", "file"),
        ("x" * 200 + ".pdf", "x" * 76 + ".pdf"),
        ('a"b;c.pdf', "a_b;c.pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


async def test_what_a_scanner_finds_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    """Where a site puts its virus scanner: it is given the complete file before anybody can fetch it."""
    seen: list[bytes] = []

    def scan(file: Path) -> str:
        seen.append(file.read_bytes())
        return "Eicar-Test"

    async def chunks() -> AsyncIterator[bytes]:
        yield PDF[:5]
        yield PDF[5:]

    with pytest.raises(UploadError, match="expected a clean file, found Eicar-Test"):
        await Uploads(tmp_path / "kept", 1000, scan).take(chunks())
    assert seen == [PDF]
    assert not [file for file in (tmp_path / "kept").rglob("*") if file.is_file()]


async def test_a_reviewer_reads_what_proves_a_reply_and_adds_nothing(stage: Stage) -> None:
    ticket = await dispatched(stage)
    unit, reviewer = await unit_token(stage, "U001"), await stage.bearer(Role.REVIEWER)
    added = await say(await stage.ask("POST", str(files(ticket)), data=PDF, headers=unit))
    found = await say(await stage.ask("GET", f"/api/v1/tickets/{ticket}/attachments", headers=reviewer))
    assert [one["attachment_id"] for one in found["items"]] == [added["attachment_id"]]
    answer = await stage.ask("GET", f"/api/v1/attachments/{added['attachment_id']}", headers=reviewer)
    assert await answer.read() == PDF
    assert (await stage.ask("POST", str(files(ticket)), data=PDF, headers=reviewer)).status == 403
