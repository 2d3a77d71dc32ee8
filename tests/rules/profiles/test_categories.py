"""From what a caller says to the clock that runs: the drafter's findings become the city's category, and it counts."""

from datetime import datetime

import pytest

from callcenter.cases import as_field
from callcenter.drafting import Drafter, Role, Utterance, best_fields, load_knowledge
from callcenter.packaged import city_dir
from callcenter.store.ticket import TicketField
from callcenter.ticketing.judging import category_of, priority_of
from queueing.city.categories import CategoryRule, Heard, category_heard, every_category
from queueing.city.profiles import Moment
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept
from queueing.ticket.engine import written
from queueing.ticket.pen import Rules, Who
from queueing.ticket.record import TicketRecord
from tests.rules.deadlines.offices import SHANGHAI, at, office
from tests.rules.profiles.every_profile import PROFILES

KNOWLEDGE = load_knowledge(city_dir("demo"))
WHO = Who(name="8001")
# What is said, in whose city, the category, the clock that then runs and its limit; '' for the category: none.
SAID = [
    ("zhuzhou", "我们小区停水了，从早上到现在都没有水", "停水", "fast12", "24 h"),
    ("zhuzhou", "你好，家里停电两个小时了，能不能派人来看看", "停电", "fast12", "24 h"),
    ("zhuzhou", "我闻到很浓的煤气味，可能是燃气泄漏了", "燃气泄漏", "fast12", "24 h"),
    ("zhuzhou", "人民路上的井盖不见了，很危险", "井盖缺失", "fast12", "24 h"),
    ("zhuzhou", "我们楼有人被困在电梯里了", "电梯困人", "fast12", "24 h"),
    ("zhuzhou", "小区门口的路灯不亮已经三天了", "路灯故障", "fast12", "24 h"),
    ("zhuzhou", "我想咨询一下医保报销的比例", "", "", ""),
    ("zhuzhou", "上个月水费多收了，水表是不是有问题", "", "", ""),
    ("tianjin_2025", "我闻到很浓的煤气味，可能是燃气泄漏了", "生命财产安全", "recv_life", "15 min"),
    ("tianjin_2025", "楼上着火了，快来人", "生命财产安全", "recv_life", "15 min"),
    ("tianjin_2025", "我们小区停水了，从早上到现在都没有水", "供水", "recv_utilities", "30 min"),
    ("tianjin_2025", "家里暖气不热，供热公司一直不来", "供热", "recv_utilities", "30 min"),
    ("tianjin_2025", "楼下烧烤摊油烟太大了", "", "recv", "1 wd"),
]


def drafted(said: str) -> dict[str, TicketField]:
    drafter = Drafter(KNOWLEDGE, call_started_at=datetime(2026, 11, 20, 10, tzinfo=SHANGHAI))
    drafter.update(Utterance(utterance_id="u1", role=Role.CALLER, start_ms=0, end_ms=3000, text=said))
    return {name: as_field(one) for name, one in best_fields(drafter.draft()).items()}


def running(city: str, fields: dict[str, TicketField]) -> dict[str, str]:
    """Register by the draft alone, dispatch, and look which clocks there ever were."""
    profile = PROFILES[city]
    rules = Rules(profile=profile, office=office())
    held = {name: one.value for name, one in fields.items()}
    accept = Accept(
        number="N1",
        kind="求助",
        category=category_of(fields, profile),
        topic=held.get("topic", ""),
        priority=priority_of(fields, profile),
    )
    record = written(TicketRecord(ticket_id="t1"), accept, at("2026-11-20 10:00").timestamp(), WHO, rules).record
    sent = written(record, Dispatch(unit="U1", unit_name="某局"), at("2026-11-20 10:05").timestamp(), WHO, rules)
    return {one.rule_id: str(one.clock.limit) for one in sent.record.clocks}


@pytest.mark.parametrize(("city", "said", "category", "clock", "limit"), SAID)
def test_what_is_said_starts_the_citys_clock_without_a_hand(
    city: str, said: str, category: str, clock: str, limit: str
) -> None:
    fields = drafted(said)
    assert category_of(fields, PROFILES[city]) == category
    found = running(city, fields)
    named = {rule.id for rule in PROFILES[city].clocks if rule.categories}
    assert {rule: limit for rule, limit in found.items() if rule in named} == ({clock: limit} if category else {})
    assert not clock or found[clock] == limit


def test_every_clock_of_categories_is_reached_from_what_is_said() -> None:
    """A city that gets such a clock must say here how it begins."""
    there = {(city, rule.id) for city, one in PROFILES.items() for rule in one.clocks if rule.categories}
    assert there == {(city, clock) for city, _, category, clock, _ in SAID if category}


@pytest.mark.parametrize("city", [city for city, one in PROFILES.items() if one.category_rules])
def test_rules_name_categories_topics_and_signs_that_there_are(city: str) -> None:
    profile, signs = PROFILES[city], {one.name for one in KNOWLEDGE.urgent.signs}
    for rule in profile.category_rules:
        assert rule.category in profile.every_category
        assert set(rule.signs) <= signs
        assert set(rule.topics) <= set(KNOWLEDGE.matters)


@pytest.mark.parametrize("city", [city for city, one in PROFILES.items() if one.category_rules])
def test_every_member_a_clock_selects_by_can_be_found(city: str) -> None:
    """But what the source itself calls the rest (其他)."""
    profile = PROFILES[city]
    wanted = {one for rule in profile.clocks for name in rule.categories for one in profile.members(name)}
    assert wanted <= {rule.category for rule in profile.category_rules}


def test_a_danger_comes_before_words_and_a_word_counts_within_its_topics_only() -> None:
    rules = (
        CategoryRule(category="停气", words=("没气",), topics=("燃气",)),
        CategoryRule(category="危险", signs=("爆炸",)),
    )
    assert category_heard(rules, Heard(topic="燃气", sign="爆炸", text="没气")) == "危险"
    assert category_heard(rules, Heard(topic="燃气", text="家里没气了")) == "停气"
    assert category_heard(rules, Heard(topic="医疗卫生", text="老人没气了")) == ""
    assert every_category(("甲", "乙"), ()) == ("甲", "乙")


def test_what_was_chosen_by_hand_counts_more_than_the_topic() -> None:
    """A topic that is a category by itself serves only where nobody chose."""
    profile = PROFILES["tianjin_2025"]
    rules = Rules(profile=profile, office=office())
    begun = at("2026-11-20 10:00").timestamp()
    accept = Accept(number="N1", kind="求助", category="生命财产安全", topic="供水")
    record = written(TicketRecord(ticket_id="t1"), accept, begun, WHO, rules).record
    sent = written(record, Dispatch(unit="U1"), begun + 60, WHO, rules).record
    assert [one.rule_id for one in sent.clocks if one.stops is Moment.SIGNED] == ["recv_life"]
