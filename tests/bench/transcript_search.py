"""How long a search over a year's sentences takes: `.venv/bin/python -m tests.bench.transcript_search [CALLS]`.

250,000 calls of eight sentences each, made of the words a hotline hears, in SQLite on this disk. Pairs of characters
as the service keeps them beside single characters with phrase queries over the same sentences.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from callcenter.store.cursor import mark
from callcenter.store.database import Database
from callcenter.store.search_tables import first_line
from callcenter.store.transcript_index import TranscriptIndex
from callcenter.store.transcript_search import Search, Seeker, TranscriptSearch
from callcenter.transcripts.searching import of_operator, of_queue, pairs, terms

CALLS, LINES = 250_000, 8
NUMBERS = 0.03  # of all sentences hold a part of a number
BEGAN = 1_763_700_000.0  # Unix: the year's first call; one every two minutes
OPENINGS = ("我想反映一下", "你好我们", "就是那个", "请问一下", "昨天晚上", "我住在", "师傅说", "他们物业")
PLACES = (
    "幸福小区",
    "人民西路",
    "花园路",
    "东门菜场",
    "翠竹新村",
    "晋陵中路",
    "三号楼",
    "地下车库",
    "兰陵广场",
    "五星街道",
)
MATTERS = (
    "路灯不亮", "没有人来修", "垃圾没人清理", "公交车老是不来", "楼上漏水", "噪音太大", "工资一直没发", "违停太多了",
    "医保怎么报销", "天然气压力小", "热水供不上", "井盖坏了", "树枝挡住信号灯", "小广告到处贴", "电梯又坏了",
)  # fmt: skip
CLOSINGS = ("了三天", "麻烦登记一下", "能不能快点", "好的谢谢", "一直没解决", "打过电话的")
ASKED = {"停水": 0.02, "停电": 0.005, "宠物": 0.0005, "霓虹": 0.00001}  # the word and in how many sentences it is said


def sentences(count: int, dice: random.Random) -> Iterator[str]:
    """Sentences as callers say them; the words looked for are as rare as they are said to be."""
    rare, shares = list(ASKED), list(ASKED.values())
    rest = 1.0 - sum(shares)
    words = dice.choices([*rare, ""], [*shares, rest], k=count)
    for word in words:
        yield dice.choice(OPENINGS) + dice.choice(PLACES) + (word or dice.choice(MATTERS)) + dice.choice(CLOSINGS)


def fill(connection: Connection, calls: int) -> None:
    """Put calls, sentences and their lines into the database as the service keeps them."""
    dice = random.Random(12345)  # noqa: S311 - the same city every time
    raw = connection.connection.cursor()
    of_call = ((f"C{n:07}", f"80{n % 40:02}", BEGAN + n * 120) for n in range(calls))
    raw.executemany(
        "INSERT INTO calls (call_id, queue, dialled, trunk, caller_number, caller_display, state, reason, "
        "operator_ids, arrived_at, talk_s, hold_s, missed, probe) "
        "VALUES (?, 'hotline', '12345', '', '', '', 'ended', '', json_array(?), ?, 90, 0, 0, '')",
        of_call,
    )
    raw.execute("INSERT INTO call_operators SELECT json_extract(operator_ids, '$[0]'), call_id FROM calls")
    raw.executemany(
        "INSERT INTO utterances (utterance_id, call_id, leg_id, role, start_ms, end_ms, text, words, engine, model) "
        "VALUES (?, ?, 'l', 'caller', 0, 900, '', '[]', '', '')",
        ((f"U{at:09}", f"C{at // LINES:07}") for at in range(calls * LINES)),
    )
    lines = (
        (line_id(at), f"U{at:09}", f"C{at // LINES:07}", said, words_of(at, said), True)
        for at, said in enumerate(sentences(calls * LINES, dice))
    )
    raw.executemany("INSERT INTO transcript_lines VALUES (?, ?, ?, ?, ?, ?)", lines)
    numbers = (
        (line_id(at), said, words_of(at, said))
        for at, said in ((n, f"电话是{dice.randrange(10**4):04}") for n in range(calls * LINES))
        if dice.random() < NUMBERS
    )
    raw.executemany("INSERT INTO transcript_numbers VALUES (?, ?, ?)", numbers)


def line_id(at: int) -> int:
    """The id of the line of that sentence."""
    return first_line(BEGAN + at // LINES * 120) + at % LINES


def words_of(at: int, said: str) -> str:
    """What the index holds of a sentence."""
    return " ".join([*pairs(said), of_operator(f"80{at // LINES % 40:02}"), of_queue("hotline")])


def fill_single(connection: Connection) -> None:
    """The other form: every character a word, with its places."""
    raw = connection.connection.cursor()
    raw.execute("CREATE VIRTUAL TABLE singles USING fts5(said, content='', columnsize=0, tokenize='unicode61')")
    raw.connection.create_function("spread", 1, " ".join, deterministic=True)
    raw.execute("INSERT INTO singles (rowid, said) SELECT line_id, spread(plain) FROM transcript_lines")


def show(what: str, times_s: list[float]) -> None:
    """Print one line of figures."""
    times = sorted(1000 * one for one in times_s)
    p95, p99 = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.95, 0.99))
    print(f"{what:58} p50 {statistics.median(times):8.2f}  p95 {p95:8.2f}  p99 {p99:8.2f} ms", flush=True)


async def timed(work: Callable[[], object], rounds: int = 100) -> list[float]:
    """Run it so many times."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = work()
        if asyncio.iscoroutine(found):
            await found
        times.append(time.perf_counter() - began)
    return times


async def measure(folder: Path, calls: int) -> None:
    """Fill, ask, print."""
    file = folder / "desk.db"
    async with Database(f"sqlite:///{file}", answer_within_s=3600) as database:
        began = time.perf_counter()
        await database.write(lambda connection: fill(connection, calls))
        print(f"{calls} calls, {calls * LINES} sentences, filled in {time.perf_counter() - began:.0f} s, "
              f"{file.stat().st_size / 2**20:.0f} MiB with the index", flush=True)  # fmt: skip
        search = TranscriptSearch(database)
        for who in (
            Seeker(name="banzhang", all_calls=True, confidential=True, numbers=True, confidential_numbers=True),
            Seeker(name="8001", operator_id="8001"),
        ):
            whose = "all calls" if who.all_calls else "an operator's own"
            for words in (*ASKED, "人民西路 停水", "霓虹灯"):
                asked = Search(terms=terms(words), limit=30)
                show(f"pairs, {words}, {whose}", await timed(lambda a=asked, w=who: search.page(a, w)))  # type: ignore[misc]
        await _far(search)
        await _singles(database)


async def _far(search: TranscriptSearch) -> None:
    """What a walk from the newest sentence would go far for: long ago, deep pages, and somebody who has no calls."""
    everybody, nobody = (
        Seeker(name="banzhang", all_calls=True, confidential=True, numbers=True, confidential_numbers=True),
        Seeker(name="8099", operator_id="8099"),
    )
    first_month = Search(terms=terms("停水"), limit=30, until=BEGAN + 30 * 86_400)
    deep = mark(line_id(LINES * 20 * 720), "C")  # as if somebody had turned the pages back to the first month
    for what, asked, who in (
        ("停水, all calls, a page from the first month", Search(terms=terms("停水"), limit=30, after=deep), everybody),
        ("138 and more, digits, all calls", Search(terms=terms("138"), limit=30), everybody),
        ("停水, all calls of the year's first month", first_month, everybody),
        ("停水, an operator without a call", Search(terms=terms("停水"), limit=30), nobody),
    ):
        show(f"pairs, {what}", await timed(lambda a=asked, w=who: search.page(a, w), rounds=20))  # type: ignore[misc]


async def _singles(database: Database) -> None:
    before = time.perf_counter()
    await database.write(fill_single)
    print(f"single characters indexed in {time.perf_counter() - before:.0f} s", flush=True)
    asked = text("SELECT rowid FROM singles WHERE singles MATCH :words ORDER BY rowid DESC LIMIT 31")
    for word in ASKED:
        phrase = '"' + " ".join(word) + '"'

        def once(connection: Connection, phrase: str = phrase) -> int:
            return len(connection.execute(asked, {"words": phrase}).all())

        show(f"single characters, {word}, lines only", await timed(lambda one=once: database.read(one)))  # type: ignore[misc]


async def made_anew(folder: Path, calls: int = 1000) -> None:
    """How fast the index is made of what was said: reading, writing as people read, redacting, pairs, lines."""
    async with Database(f"sqlite:///{folder}/anew.db", answer_within_s=3600) as database:
        await database.write(lambda connection: fill(connection, calls))
        dice, index = random.Random(12345), TranscriptIndex(database)  # noqa: S311 - the same city every time
        texts = [{"said": said, "at": at} for at, said in enumerate(sentences(calls * LINES, dice))]
        await database.write(
            lambda connection: connection.execute(
                text("UPDATE utterances SET text = :said, start_ms = :at WHERE utterance_id = printf('U%09d', :at)"),
                texts,
            )
        )
        await database.write(lambda connection: connection.execute(text("UPDATE calls SET ended_at = arrived_at + 90")))
        await index.clear()
        began, cpu = time.perf_counter(), time.process_time()
        made = await index.catch_up()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(f"made anew: {made} sentences in {took:.1f} s, {1000 * cpu / made:.2f} ms of a core each", flush=True)


def main() -> None:
    """Run it in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(made_anew(Path(folder)))
        asyncio.run(measure(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else CALLS))


if __name__ == "__main__":
    main()
