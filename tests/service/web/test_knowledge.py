"""The knowledge base over HTTP: what the caller says finds entries, upkeep is for dispatchers and supervisors."""

import time

from callcenter.store.transcripts import SavedUtterance
from tests.service.web.stage import Stage

NEW = {"question": "怎么预约婚姻登记", "answer": "网上预约", "source": "条例", "valid_from": "2026-01-01"}


async def test_the_callers_words_find_three_entries_at_once(stage: Stage) -> None:
    operator = await stage.operator()
    call_id = await stage.answered_call()
    said = [("caller", "我们小区从早上开始就停水了"), ("operator", "您是要办居住证吗"), ("caller", "什么时候来水")]
    await stage.stores.transcripts.add([utterance(call_id, n, role, text) for n, (role, text) in enumerate(said)])
    began = time.perf_counter()
    found = await operator.get(f"/api/v1/calls/{call_id}/knowledge")
    assert time.perf_counter() - began < 0.3
    items = (await found.json())["items"]
    assert items[0]["entry"]["question"] == "家里停水了怎么办"
    assert "居住证" not in "".join(one["entry"]["question"] for one in items)
    assert len(items) <= 3


def utterance(call_id: str, number: int, role: str, text: str) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=f"{call_id}-{number}",
        call_id=call_id,
        leg_id=role,
        role=role,
        start_ms=number * 1000,
        end_ms=number * 1000 + 900,
        text=text,
        words=(),
        engine="scripted",
        model="none",
    )
