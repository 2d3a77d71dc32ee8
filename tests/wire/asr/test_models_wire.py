"""Getting a model from a real HTTP server on loopback: resume, checksum, truncation, unfit archives."""

import hashlib
import http.server
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.model_folder import ModelError
from asr.models import PublishedModel, get_model, get_published, published_models
from tests.wire.own_net import own

pytestmark = pytest.mark.wire

IP = own("127.12.0.2")
NAME = "vosk-model-tiny"
FILES = {
    "am/final.mdl": bytes(range(256)) * 2000,
    "conf/model.conf": b"--beam=13\n",
    "conf/mfcc.conf": b"--sample-frequency=16000\n",
    "graph/words.txt": "<eps> 0\n你好 1\n".encode(),
    "graph/HCLG.fst": b"graph" * 50_000,
}


def zipped(files: dict[str, bytes], folder: str = NAME) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(f"{folder}/{path}" if folder else path, content)
    return out.getvalue()


class Server(http.server.ThreadingHTTPServer):
    """Publishes one file; `cut_after` ends each reply early, `ranges` says whether it can resume."""

    def __init__(self, content: bytes) -> None:
        super().__init__((IP, 0), Handler)
        self.content = content
        self.ranges = True
        self.cut_after: int | None = None
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://{IP}:{self.server_port}/models/"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers.get("Range")
        server.asked.append(asked)
        if self.path != f"/models/{NAME}.zip":
            self.send_error(404)
            return
        start = int(re.findall(r"\d+", asked)[0]) if asked and server.ranges else 0
        if start >= len(server.content):
            self.send_error(416)
            return
        body = server.content[start:]
        self.send_response(206 if start else 200)
        if start:
            total = len(server.content)
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: server.cut_after])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(zipped(FILES)) as started:
        thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def model_of(content: bytes) -> PublishedModel:
    sha256 = hashlib.sha256(content).hexdigest()
    return PublishedModel(name=NAME, size_bytes=len(content), sha256=sha256, licence="own", note="")


def get(server: Server, models_dir: Path, model: PublishedModel | None = None) -> list[tuple[int, int]]:
    progress: list[tuple[int, int]] = []
    folder = get_published(
        model or model_of(server.content),
        models_dir,
        server.url,
        lambda done, total: progress.append((done, total)),
    )
    assert folder == models_dir.absolute() / NAME
    return progress


def test_a_model_is_downloaded_checked_and_unpacked_whole(server: Server, tmp_path: Path) -> None:
    progress = get(server, tmp_path)
    assert progress[-1] == (len(server.content), len(server.content))
    assert {str(file.relative_to(tmp_path / NAME)) for file in (tmp_path / NAME).rglob("*.*")} == set(FILES)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_model_that_is_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    get(server, tmp_path)
    get(server, tmp_path)
    assert len(server.asked) == 1


def test_broken_connections_are_resumed_where_they_stopped(server: Server, tmp_path: Path) -> None:
    server.cut_after = 200_000
    progress = get(server, tmp_path)
    assert server.asked[:3] == [None, "bytes=200000-", "bytes=400000-"]
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)


def test_a_later_run_goes_on_where_a_former_one_was_stopped(server: Server, tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.zip.part").write_bytes(server.content[:1000])
    get(server, tmp_path)
    assert server.asked == ["bytes=1000-"]


def test_a_server_that_cannot_resume_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / f".{NAME}.zip.part").write_bytes(b"x" * 1000)
    get(server, tmp_path)


def test_a_wrong_checksum_is_refused_and_the_file_removed(server: Server, tmp_path: Path) -> None:
    honest = model_of(server.content)
    server.content = server.content[:-1] + b"!"
    with pytest.raises(ModelError, match="sha256"):
        get(server, tmp_path, honest)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_shorter_there_than_published_is_refused(server: Server, tmp_path: Path) -> None:
    whole = model_of(server.content)
    server.content = server.content[:-500]
    with pytest.raises(ModelError, match=f"expected {whole.size_bytes} bytes"):
        get(server, tmp_path, whole)
    assert not (tmp_path / NAME).exists()


def test_a_file_that_is_longer_there_than_published_is_refused(server: Server, tmp_path: Path) -> None:
    whole = model_of(server.content)
    server.content += b"x" * 500
    with pytest.raises(ModelError, match="at most"):
        get(server, tmp_path, whole)


def test_a_server_that_is_silent_or_has_no_such_file_is_named(server: Server, tmp_path: Path) -> None:
    other = PublishedModel(name="other", size_bytes=1, sha256="", licence="", note="")
    with pytest.raises(ModelError, match="status 404"):
        get(server, tmp_path, other)
    server.cut_after = 0
    with pytest.raises(ModelError, match="to answer"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    ("path", "folder"),
    [("../evil", ""), ("/etc/evil", ""), (f"{NAME}/../../evil", ""), ("C:evil", ""), ("..\\evil", "")],
)
def test_archives_that_reach_outside_are_refused(server: Server, tmp_path: Path, path: str, folder: str) -> None:
    server.content = zipped({path: b"evil"}, folder)
    with pytest.raises(ModelError, match="plain files"):
        get(server, tmp_path / "models")
    assert [file.name for file in tmp_path.rglob("*evil*")] == []
    assert list((tmp_path / "models").iterdir()) == []


def test_links_in_an_archive_are_refused(server: Server, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo(f"{NAME}/am")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc")
    server.content = out.getvalue()
    with pytest.raises(ModelError, match="plain files"):
        get(server, tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"not a zip", "sound zip"), (zipped({"am/final.mdl": b"x"}), "missing or empty: conf/model.conf")],
)
def test_archives_without_a_model_are_refused(server: Server, tmp_path: Path, content: bytes, why: str) -> None:
    server.content = content
    with pytest.raises(ModelError, match=why):
        get(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_unknown_names_are_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"one of vosk-model-small-cn-0\.22"):
        get_model("vosk-model-xx", tmp_path)
    assert [model.licence for model in published_models()] == ["Apache-2.0", "Apache-2.0"]


def test_only_http_addresses_are_asked(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="http or https"):
        get_model("vosk-model-small-cn-0.22", tmp_path, "file:///etc/")
