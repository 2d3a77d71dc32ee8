"""province_feed: what happens to a ticket waits for the province in a city that tells it, and in no other."""

from pathlib import Path

import pytest

from callcenter.settings import Feed
from callcenter.store.identity import Role
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import say, staged
from tests.service.web.test_intake import bring, source

FEED = Feed(url="http://127.0.0.1:9/feed", secret="only-for-this-test")


@pytest.mark.parametrize(("city", "tells"), [("zhuzhou", True), ("haikou", False)])
async def test_what_happens_to_a_ticket_waits_for_the_province(
    tmp_path: Path, template: Path, city: str, *, tells: bool
) -> None:
    async with staged(tmp_path / city, template, city=city, feed=FEED) as stage:
        await say(await bring(stage, await source(stage, "110"), source="110", key="m1", contact_phone=NUMBER))
        asked = "/api/v1/outbox/channels"
        told = await say(await stage.client.get(asked, headers=await stage.bearer(Role.SUPERVISOR)))
        (feed,) = (one for one in told["items"] if one["channel"] == "feed")
        assert (feed["waiting"] > 0) is tells
