"""The frozen sets of spoken utterances keep their form, size and every byte (made as FROZEN.md beside them says)."""

import hashlib
import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

FROZEN = Path(__file__).parents[1] / "data" / "drafting" / "frozen.jsonl"
SHA256 = {
    "frozen.jsonl": "cd4ceae018e5ec8074f35f11723f6bc4b76bba5bc6c7219da466ea6ed99c922c",
    "frozen2.jsonl": "dddd1eeb18ad7da772c30f3b53c869361a4efbc49881ddde2451209ef02ffd36",
    "frozen3.jsonl": "acfc7d6f72cce0925e252d6e3d5ade711836000fb9b5b8317bda0cad25cfb4f4",
    "frozen4.jsonl": "59dd00b574431468455bc0ad8dbf42cad0ddfea6502884a7f848df617519012c",
    "frozen5.jsonl": "69e918504ef893e737dd4d15f74cb43d6ff55f1ec7187501d9f08de7548c20e3",
    "frozen6.jsonl": "eb637dd1fd138c59b85477138135a18470e063de154eb096216bec768311a08d",
    "frozen7.jsonl": "c524f02bc8cb8d926ffed45ce2434f5073ba3f6ff3531099b655d34fcef06eeb",
    "frozen14.jsonl": "77dedb2d86eb25c0ae92f80882915e99172343bfd5f56a4a5514962a65ce37a1",
    "frozen8.jsonl": "abbcbc6b1877b8ee9396942c6e0160c738e49c2d1d8c09ef1aea0a80f2cdc36f",
    "frozen9.jsonl": "9a7c52121cd229ccb27ac3efe523187ce19e3e5023c0b420efd700fa41c5c324",
    "frozen10.jsonl": "10f95b1ac6233b591e8dd172a76ea126610c66b250bca1d46b307fa668f10bbb",
    "frozen11.jsonl": "f549bcb06c450ab9e0b478a9c86254a19cf11d4e119986d8e106a7f324e36d3d",
    "frozen12.jsonl": "eacca20ca5d242a1cd02654f8443d14ebe095e61b2dcded731a7b8f0b39d10d3",
    "frozen13.jsonl": "da79a195e2e194b897bbb1de3c4398ec27c2eb26b93a6601b996e8414771799c",
}
KINDS = {"咨询", "求助", "投诉", "举报", "建议", "表扬"}
LABELS = {
    "appeal_kind",
    "place",
    "contact_phone",
    "contact_name",
    "confidential",
    "urgent",
    "unit",
    "topic",
    "happened_at",
}
SPOKEN = re.compile(r"[\u4e00-\u9fff]+")  # no punctuation, no digits, no letters
FULL_PHONE = re.compile(r"1\d{10}|0\d{9,11}|400\d{7}|\d{8}")  # mobile, with area code, 400, local landline


def calls() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FROZEN.read_text("utf-8").splitlines()]


def phones(call: dict[str, Any]) -> list[str]:
    said = call["labels"]["contact_phone"]
    return [] if said is None else [said] if isinstance(said, str) else said


@pytest.mark.parametrize(("name", "digest"), SHA256.items())
def test_not_a_byte_has_changed(name: str, digest: str) -> None:
    assert hashlib.sha256((FROZEN.parent / name).read_bytes()).hexdigest() == digest


def test_every_line_has_the_form_the_readme_gives() -> None:
    for number, call in enumerate(calls(), 1):
        assert call["id"] == f"frz-{number:03d}"
        assert datetime.fromisoformat(call["call_started_at"]).utcoffset() is not None
        assert {said["role"] for said in call["utterances"]} <= {"caller", "operator"}
        assert 1 <= sum(said["role"] == "caller" for said in call["utterances"]) <= 6
        assert all(SPOKEN.fullmatch(said["text"]) for said in call["utterances"]), call["id"]
        labels = call["labels"]
        assert set(labels) <= LABELS
        assert labels["appeal_kind"]
        assert set(labels["appeal_kind"]) <= KINDS
        assert all(FULL_PHONE.fullmatch(phone) for phone in phones(call)), call["id"]
        assert labels.get("confidential", "是") in {"是", "否"}


def test_no_call_is_there_twice() -> None:
    said = Counter(json.dumps(call["utterances"], ensure_ascii=False) for call in calls())
    assert max(said.values()) == 1


def test_there_are_enough_of_each() -> None:
    frozen = calls()
    assert len(frozen) >= 200
    kinds = Counter(call["labels"]["appeal_kind"][0] for call in frozen)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 20
    assert sum(bool(phones(call)) for call in frozen) >= 60
    assert sum(bool({"incomplete", "decoy"} & set(call.get("traits", []))) for call in frozen) >= 20
    assert sum(bool(call["labels"]["place"]) for call in frozen) >= 150


def test_an_incomplete_number_is_labelled_as_none() -> None:
    assert all(not phones(call) for call in calls() if "incomplete" in call.get("traits", []))
