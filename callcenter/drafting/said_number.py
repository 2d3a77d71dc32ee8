"""One telephone number as it was said, with what became of it, and how it is told to the operator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from callcenter.drafting.copies import alike, copies
from callcenter.drafting.draft import FieldCandidate, Span
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.ownership import Whose
from callcenter.drafting.phones import PhoneMention

PRIOR = {  # how far a number of this shape is trusted when every digit was recognised for certain
    PhoneShape.MOBILE: 0.95,
    PhoneShape.LANDLINE: 0.90,
    PhoneShape.SERVICE: 0.90,
    PhoneShape.LOCAL: 0.60,
    PhoneShape.INCOMPLETE: 0.30,
}
TRUST = {  # factor: how sure it is that the caller can be reached there
    Whose.OWN: 1.0,
    Whose.NAMED: 0.95,
    Whose.UNTOLD: 0.45,
    Whose.KIN: 0.45,
    Whose.OTHER: 0.40,
    Whose.LEFT: 0.25,
    Whose.THING: 0.0,
}


_SAME_RUN, _SAME_IN_ORDER, _NEARLY_WHOLE = 5, 8, 9  # digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One number as said, with what became of it."""

    mention: PhoneMention
    spans: tuple[Span, ...]
    confidence: float
    owner: Whose = Whose.OWN
    rejected: bool = False
    confirmed: bool = False
    answered: bool = False  # said when the operator had asked where the caller can be reached
    yours: bool = False  # and the question named the caller
    plain: bool = False  # said after a word for a telephone, or first thing: no digit can be lost before it
    extension: str = ""

    def candidate(self) -> FieldCandidate:
        digits, shape = self.mention.digits, self.mention.shape
        note = {PhoneShape.INCOMPLETE: "（不完整）", PhoneShape.LOCAL: "（缺区号）"}.get(shape, "")
        rule = f"phone.{shape}" + (".confirmed" if self.confirmed else ".rejected" if self.rejected else "")
        told = "话务员复述一致" if self.confirmed else "来电人已更正" if self.rejected else _TOLD.get(self.owner, "")
        return FieldCandidate(
            value=digits,
            display=digits + note + (f"转{self.extension}" if self.extension else ""),
            confidence=round(self.confidence, 4),
            rule=rule,
            spans=self.spans,
            reason=told,
        )


_TOLD = {
    Whose.KIN: "家人或熟人的号码",
    Whose.OTHER: "像是别人的号码",
    Whose.LEFT: "来电人说不打这个号码",
    Whose.UNTOLD: "没有说是谁的号码",
}


def weighed(numbers: Sequence[Said], *, landline: bool, code: bool) -> list[Said]:
    """Return the numbers of a call, each trusted less where what was said elsewhere in it speaks against it.

    Args:
        numbers: In order.
        landline: Somebody spoke of a landline.
        code: An area code was said that belongs to no number: eight digits without it are not the whole.

    """
    found = []
    for place, said in enumerate(numbers):
        local = said.mention.shape is PhoneShape.LOCAL and (code or not (landline or _is_answer(said)))
        outdone = not said.confirmed and any(_outdoes(later, said) for later in numbers[place + 1 :])
        factor = (TRUST[Whose.OTHER] if local else 1.0) * (TRUST[Whose.UNTOLD] if outdone else 1.0)
        found.append(replace(said, confidence=said.confidence * factor))
    return found


def with_code(said: Said, code: str, plan: NumberPlan) -> Said:
    """Return eight digits with the area code that was said apart from them: 八三零五.. 区号零五一九."""
    whole = code + said.mention.digits
    shape = plan.shape_of(whole) if said.mention.shape is PhoneShape.LOCAL else None
    if not code or shape is None:
        return said
    confidence = said.confidence * PRIOR[shape] / PRIOR[PhoneShape.LOCAL]
    return replace(said, mention=replace(said.mention, digits=whole, shape=shape), confidence=min(1.0, confidence))


def _is_answer(said: Said) -> bool:
    """Say whether eight digits were the clean answer to where the caller can be reached; no mobile number begins so."""
    own = said.answered and said.owner is Whose.OWN
    return own and said.plain and said.mention.clean and said.mention.digits[0] in "2345678"


def _outdoes(later: Said, said: Said) -> bool:
    """Say whether the caller gave an own number later, understood whole or not: the one before is another."""
    if later.rejected or copies(later.mention.digits, said.mention.digits):
        return False
    if later.mention.complete:
        asked = (later.answered and not said.answered) or (later.yours and not said.yours)
        return asked and later.answered and later.owner is Whose.OWN
    asked = (later.answered and not said.answered) or (later.yours and not said.yours)
    return asked or (later.owner is Whose.OWN and said.owner is Whose.NAMED)


def said_again(before: PhoneMention, now: PhoneMention) -> bool:
    """Say whether a number was begun again in other digits: a correction, even if the word for it was not heard."""
    if before.digits == now.digits or before.digits[0] != now.digits[0] or not before.complete:
        return False
    runs = (before.digits[i : i + _SAME_RUN] for i in range(len(before.digits) - _SAME_RUN + 1))
    near = any(run in now.digits for run in runs) or alike(before.digits, now.digits) >= _SAME_IN_ORDER
    return near and len(now.digits) >= _NEARLY_WHOLE


def read_back(heard: PhoneMention, last: PhoneMention) -> bool:
    """Say whether the operator repeated the whole number, or nearly, and had it wrong."""
    return heard.complete or (len(heard.digits) >= _NEARLY_WHOLE and heard.digits not in last.digits)
