"""Generated telephone numbers and long calls against the drafting rules: `python -m tests.bench.drafting_stress`."""

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from callcenter.drafting import Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.drafting.draft import AMBER_FROM
from callcenter.drafting.numerals import DIGIT_CHARS
from tests.bench.drafting import CER, CITY, spread
from tests.bench.noise import heard_as

_SAY = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_WAYS = ("plain", "幺", "groups", "fillers", "corrected", "in a sentence")


def number(chance: random.Random) -> str:
    """Return a mobile number, or one time in five a landline of eight digits with its area code."""
    if chance.random() < 0.2:
        return "0519" + chance.choice("2345678") + "".join(chance.choices("0123456789", k=7))
    return "1" + chance.choice("3456789") + "".join(chance.choices("0123456789", k=9))


def spoken(digits: str, way: str, chance: random.Random) -> str:
    """Say a number in one of the ways citizens do."""
    words = [("幺" if digit == "1" and way != "plain" else _SAY[digit]) for digit in digits]
    if way in {"groups", "fillers"}:
        gap = " " if way == "groups" else chance.choice(["呃", "嗯", "那个", "呃然后"])
        return f"{''.join(words[:3])}{gap}{''.join(words[3:7])}{gap}{''.join(words[7:])}"
    if way == "corrected":
        wrong = [*words[:-2], words[-1], _SAY[str((int(digits[-1]) + 1) % 10)]]
        sorry = chance.choice(["不对", "错了", "不是"]) + chance.choice(["是", "应该是", ""])
        return "".join(wrong) + sorry + "".join(words)
    return f"我姓王电话是{''.join(words)}谢谢" if way == "in a sentence" else "".join(words)


def numbers(knowledge: Knowledge, rate: float, count: int) -> dict[str, Counter[str]]:
    """Draft `count` numbers said in every way; count right, open and wrong, and right where all digits survived."""
    chance = random.Random(7)  # noqa: S311 (repeatable, no secret)
    tallies: dict[str, Counter[str]] = {way: Counter() for way in _WAYS}
    for i in range(count):
        for way in _WAYS:
            wanted = number(chance)
            said = spoken(wanted, way, chance)
            chars = heard_as(said, rate, i * 31 + len(way))
            pairs = zip(said, chars, strict=True)
            survived = all(heard.startswith(char) for char, heard in pairs if char in DIGIT_CHARS)
            added = any(char in DIGIT_CHARS for heard in chars for char in heard[1:])
            top = Drafter(knowledge).update(one("".join(chars))).top(FieldName.CONTACT_PHONE)
            found = top.value if top and top.confidence >= AMBER_FROM else ""
            tallies[way]["all"] += 1
            tallies[way]["right" if found == wanted else "wrong" if found else "open"] += 1
            tallies[way]["survived"] += survived and not added
            tallies[way]["survived and right"] += survived and not added and found == wanted
    return tallies


def one(text: str, turn: int = 0) -> Utterance:
    """Return a caller's utterance at five characters a second."""
    start_ms = turn * 10_000
    return Utterance(
        utterance_id=f"u{turn}", role=Role.CALLER, start_ms=start_ms, end_ms=start_ms + 200 * len(text), text=text
    )


def long_call(knowledge: Knowledge, turns: int) -> list[float]:
    """Return the CPU milliseconds of each update in one call of `turns` utterances of 35 characters."""
    drafter, costs = Drafter(knowledge), []
    for turn in range(turns):
        text = (
            f"我们和平小区{'三四五六七八九'[turn % 7]}栋的电梯从昨天晚上开始又坏了物业说没有钱修你们能不能帮忙协调一下"
        )
        before = time.thread_time()
        drafter.update(one(text, turn))
        costs.append((time.thread_time() - before) * 1000)
    return costs


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="numbers of each way of saying them")
    parser.add_argument("--city", type=Path, default=CITY)
    asked = parser.parse_args()
    knowledge = load_knowledge(asked.city)
    for rate in CER:
        print(f"\nCER {rate:.0%}: way, numbers, right, open, wrong, right of those whose digits survived")
        for way, tally in numbers(knowledge, rate, asked.count).items():
            share = tally["survived and right"] / max(1, tally["survived"])
            counts = " ".join(f"{tally[key]:5}" for key in ("all", "right", "open", "wrong"))
            print(f"  {way:14} {counts}  {share:.4f} of {tally['survived']}")
    costs = long_call(knowledge, 1000)
    print("\ncall of 1,000 utterances, CPU ms each (median / p99 / most)")
    print(f"  first hundred: {spread(costs[:100])}; last hundred: {spread(costs[-100:])}")
    before = time.thread_time()
    Drafter(knowledge).update(one(("我要投诉和平小区物业乱收费没人管电话幺三六零一五零六九零八" * 400)[:10_000]))
    print(f"one utterance of 10,000 characters: {(time.thread_time() - before) * 1000:.0f} ms CPU")


if __name__ == "__main__":
    main()
