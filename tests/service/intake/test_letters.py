"""Letters and messages: each becomes one matter, also when the service died before it was taken out of the box."""

import json
import mailbox
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from callcenter.directory import Directory
from callcenter.drafting import load_knowledge
from callcenter.intake.mailbox import MailboxReader
from callcenter.intake.reception import Reception, ReceptionPorts
from callcenter.intake.sms_in import SmsReader
from callcenter.intake.sources import Source, SourcesError, load_sources
from callcenter.packaged import city_dir
from callcenter.store.stores import Stores, open_stores
from callcenter.store.tickets import TicketQuery
from callcenter.uploads import Uploads
from tests.contracts.store.office import SHANGHAI, World, world

MAILBOX, SMS = Source(code="mailbox", title="市长信箱"), Source(code="sms", title="短信")
PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass(slots=True, kw_only=True)
class Post:
    """What letters are taken with."""

    stores: Stores
    office: World
    reception: Reception
    uploads: Uploads
    folder: Path

    def reader(self, box: Path) -> MailboxReader:
        return MailboxReader(box, MAILBOX, self.reception, self.uploads, self.stores)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        office = world(stores.database)
        directory = Directory(stores.lists, load_knowledge(city_dir("demo")), lambda: date(2026, 11, 22))
        ports = ReceptionPorts(
            database=stores.database,
            office=office.office,
            knowledge=directory.knowledge,
            now=lambda: office.clock[0],
            zone=SHANGHAI,
            publish=office.heard.extend,
        )
        uploads = Uploads(tmp_path / "attachments", 1_000_000)
        yield Post(stores=stores, office=office, reception=Reception(ports), uploads=uploads, folder=tmp_path)


def letter(
    ident: str = "<1@example.cn>", text: str = "中山路的井盖坏了，请尽快维修", *, html: bool = False
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "王小明 <wang@example.cn>"
    made["Subject"] = "井盖问题"
    if ident:
        made["Message-ID"] = ident
    made.set_content(
        f"<html><style>p {{}}</style><p>{text}</p></html>" if html else text, subtype="html" if html else "plain"
    )
    return made


@pytest.fixture(params=["maildir", "mbox"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "box"
    opened: mailbox.Mailbox[mailbox.Message]
    opened = mailbox.Maildir(path, create=True) if request.param == "maildir" else mailbox.mbox(path, create=True)
    opened.flush()
    opened.close()
    path.touch()
    return path


def put(box: Path, *letters: EmailMessage) -> None:
    opened: mailbox.Mailbox[mailbox.Message] = mailbox.Maildir(box) if box.is_dir() else mailbox.mbox(box)
    for one in letters:
        opened.add(one)
    opened.flush()
    opened.close()


def left(box: Path) -> int:
    opened: mailbox.Mailbox[mailbox.Message] = mailbox.Maildir(box) if box.is_dir() else mailbox.mbox(box)
    count = len(opened)
    opened.close()
    return count


async def test_a_letter_becomes_a_matter_with_its_files_and_leaves_the_box(post: Post, box: Path) -> None:
    one = letter()
    one.add_attachment(PDF, maintype="application", subtype="pdf", filename="../说明.pdf")
    one.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="病毒.pdf")
    put(box, one)
    assert await post.reader(box).once() == 1
    (ticket,) = (await post.stores.tickets.page(TicketQuery())).items
    assert ticket.fields["content"].value == "中山路的井盖坏了，请尽快维修"
    assert ticket.fields["title"].value == "井盖问题"
    assert ticket.fields["contact_name"].value == "王小明"
    files = await post.stores.attachments.of(ticket.ticket_id)
    assert [(file.name, file.media) for file in files] == [("说明.pdf", "application/pdf")]
    assert left(box) == 0


async def test_a_letter_read_again_after_a_crash_is_the_same_matter(post: Post, box: Path) -> None:
    put(box, letter())
    await post.reader(box).once()
    put(box, letter())
    await post.reader(box).once()
    assert len((await post.stores.tickets.page(TicketQuery())).items) == 1


async def test_pages_are_read_as_text_and_letters_without_id_are_known_by_content(post: Post, box: Path) -> None:
    put(box, letter("", html=True), letter("", html=True), letter("", "另一件事"))
    assert await post.reader(box).once() == 3
    texts = {ticket.fields["content"].value for ticket in (await post.stores.tickets.page(TicketQuery())).items}
    assert texts == {"中山路的井盖坏了，请尽快维修", "另一件事"}


async def test_a_letter_that_cannot_be_taken_stays_and_holds_nobody_up(post: Post, box: Path) -> None:
    empty = EmailMessage()
    empty["Message-ID"] = "<empty@example.cn>"
    put(box, empty, letter())
    reader = post.reader(box)
    assert (await reader.once(), await reader.once()) == (1, 0)
    assert left(box) == 1


async def test_messages_are_taken_from_the_folder_and_bad_ones_are_put_aside(post: Post) -> None:
    folder = post.folder / "in"
    folder.mkdir()
    good = {"from": "13800000000", "text": "小区停水两天了", "key": "m1"}
    (folder / "1.json").write_text(json.dumps(good), "utf-8")
    (folder / "2.json").write_text(json.dumps(good), "utf-8")  # delivered twice
    (folder / "3.json").write_text("{", "utf-8")
    (folder / "4.json").write_text(json.dumps({**good, "key": "m4", "text": ""}), "utf-8")
    (folder / "5.json").write_text(json.dumps({**good, "text": "另一条"}), "utf-8")  # the key of the first
    assert await SmsReader(folder, SMS, post.reception).once() == 2
    (ticket,) = (await post.stores.tickets.page(TicketQuery())).items
    assert (ticket.caller_number, ticket.fields["content"].value) == ("13800000000", "小区停水两天了")
    assert sorted(file.name for file in (folder / "done").iterdir()) == ["1.json", "2.json"]
    assert sorted(file.name for file in (folder / "bad").iterdir()) == ["3.json", "4.json", "5.json"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[source]]\ncode = "a"\ntitle = "甲"\n[[source]]\ncode = "a"\ntitle = "乙"\n',
            "expected each code once, found 'a'",
        ),
        ('[[source]]\ncode = "a"\ntitle = "甲"\npolicy = "register"\n', r"source\[1\]\.kind: expected a kind"),
        ('[[source]]\ncode = "a"\ntitle = "甲"\nper_minute = 0\n', "expected 1 to 100000, found 0"),
        ('[[source]]\ncode = "a"\n', "title: expected a value"),
        ('[[source]]\ncode = "a"\ntitle = "甲"\nrights = ["all"]\n', "expected one of create, attach, progress"),
    ],
)
def test_sources_that_cannot_be_are_refused_by_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "intake.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SourcesError, match=told):
        load_sources(file)
