"""The screening form as the draft fills it: what a host can read at a glance, and never a number."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.show.prefill import addressed, prefilled, shortened
from callcenter.store.ticket import Ticket, TicketField, TicketStatus

AT = datetime(2026, 11, 22, tzinfo=UTC)


def ticket(**fields: str) -> Ticket:
    """A draft with those fields."""
    return Ticket(
        ticket_id="t", call_id="c", number=None, status=TicketStatus.DRAFT, version=1, created_at=AT, updated_at=AT,
        registered_at=None, fields={name: TicketField(value=value) for name, value in fields.items()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("王女士", "王女士"), ("王小明", "王先生/女士"), ("王小明先生", "王先生"), ("欧阳娜娜女士", "欧阳女士"),
        ("王先生/女士", "王先生/女士"), ("匿名", "匿名"), ("", ""), ("13912345678", ""), ("Smith", ""),
    ],
)  # fmt: skip
def test_a_name_becomes_surname_and_title(name: str, said: str) -> None:
    assert addressed(name) == said


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("反映小区停水", "小区停水"),
        ("人民路128号路灯损坏三天未修，夜间一片漆黑老人通行危险", "人民路128号路灯损坏三天未修"),
        ("一" * 30, "一" * 20),
        ("请回电13912345678", "请回电"),
        ("", ""),
    ],
)
def test_a_title_becomes_a_topic_of_twenty_characters_cut_at_a_mark(title: str, topic: str) -> None:
    assert shortened(title, 20) == topic


@given(st.text(max_size=60), st.text(st.sampled_from("0123456789 -，路"), max_size=40))
def test_whatever_the_draft_holds_the_host_reads_no_number_and_no_long_topic(title: str, digits: str) -> None:
    form = prefilled(ticket(title=title + digits, contact_name=digits, area=digits), (), 20)
    for text in (form.topic, form.address, form.area):
        assert not re.search(r"\d[\d\s-]{5,}\d", text)
    assert len(form.topic) <= 20


@pytest.mark.parametrize(
    ("unit", "today", "fits"),
    [
        ("市住房和城乡建设局", ("住房和城乡建设局",), True),
        ("市水利局", ("住房和城乡建设局", "水利局"), True),
        ("市水利局", ("住房和城乡建设局",), False),
        ("", ("住房和城乡建设局",), True),
        ("市水利局", (), True),
    ],
)
def test_a_matter_fits_when_its_unit_is_on_the_show_today(unit: str, today: tuple[str, ...], fits: bool) -> None:
    assert prefilled(ticket(unit=unit), today, 20).unit_fits is fits


def test_before_anything_was_said_the_form_is_empty() -> None:
    form = prefilled(None, ("水利局",), 20)
    assert (form.address, form.area, form.topic, form.unit, form.unit_fits) == ("", "", "", "", True)
