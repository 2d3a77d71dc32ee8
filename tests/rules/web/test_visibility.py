"""What a sight does to names, numbers and texts; an anonymous citizen is named to nobody who works on the matter."""

import pytest

from callcenter.masking import HIDDEN
from callcenter.store.identity import Role
from callcenter.web.visibility import (
    SEEN,
    UNNAMED,
    Part,
    Seen,
    field_for,
    for_many,
    name_for,
    number_for,
    sight_of,
    text_for,
)

NUMBER, MASKED = "13812340000", "138****0000"
TOLD = f"我叫王建国，电话{NUMBER}，王建国家停水"


def seen(role: Role, *, own: bool = False, confidential: bool = False, anonymous: bool = False) -> Seen:
    return sight_of({role}, own=own, confidential=confidential, anonymous=anonymous, names=["王建国"])


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISPATCHER, Role.UNIT, Role.LEADER, Role.PRODUCER])
def test_who_left_no_name_is_not_named_to_who_works_on_it(role: Role) -> None:
    sight = seen(role, anonymous=True)
    assert name_for(sight, "王建国") in ("", HIDDEN)
    assert "王建国" not in text_for(sight, TOLD)
    assert name_for(seen(role), "王建国") == "王建国", "who left a name is called by it"


@pytest.mark.parametrize("role", UNNAMED)
def test_anonymous_changes_the_name_only_and_never_shows_more(role: Role) -> None:
    assert all(UNNAMED[role][part] == SEEN[role][part] for part in Part if part is not Part.NAME)
    assert UNNAMED[role][Part.NAME] <= SEEN[role][Part.NAME]


def test_who_was_on_the_call_or_asks_about_the_result_knows_who_it_was() -> None:
    for sight in (seen(Role.OPERATOR, own=True, anonymous=True), seen(Role.REVIEWER, anonymous=True)):
        assert text_for(sight, TOLD) == TOLD


def test_a_number_masked_in_its_field_is_masked_in_every_text() -> None:
    sight = seen(Role.DISPATCHER)
    assert number_for(sight, NUMBER) == field_for(sight, "contact_phone", NUMBER) == MASKED
    assert text_for(sight, TOLD) == TOLD.replace(NUMBER, MASKED)


def test_a_confidential_matter_tells_the_unit_neither_name_nor_number() -> None:
    sight = seen(Role.UNIT, confidential=True)
    assert (name_for(sight, "王建国"), number_for(sight, NUMBER)) == ("", "")
    assert text_for(sight, f"王女士、{TOLD}") == f"{HIDDEN}、我叫{HIDDEN}，电话{MASKED}，{HIDDEN}家停水"
    assert text_for(sight, "已联系王先生") == f"已联系{HIDDEN}"


def test_what_many_read_names_nobody_and_nobodys_number() -> None:
    assert for_many(TOLD) == f"我叫{HIDDEN}，电话{MASKED}，{HIDDEN}家停水"


def test_of_two_roles_the_better_sight_holds() -> None:
    both = sight_of({Role.UNIT, Role.SUPERVISOR}, own=False, confidential=True, names=["王建国"])
    assert text_for(both, TOLD) == TOLD
