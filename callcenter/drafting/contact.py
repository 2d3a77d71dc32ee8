"""The caller's contact number over a call: mentions, corrections, broken-off numbers, the operator's read-back."""

import re
from dataclasses import dataclass, replace

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import FieldCandidate, Span
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.phones import (
    SHORTEST_INCOMPLETE,
    PhoneMention,
    leading_digits,
    phone_mentions,
    stray_digits,
    trailing_digits,
)

_PRIOR = {  # how far a number of this shape is trusted when every digit was recognised for certain
    PhoneShape.MOBILE: 0.95,
    PhoneShape.LANDLINE: 0.90,
    PhoneShape.SERVICE: 0.45,  # citizens are rarely called back on a 400 number: usually the number complained of
    PhoneShape.LOCAL: 0.45,
    PhoneShape.INCOMPLETE: 0.30,
}
_UNCLEAN = 0.75  # factor: odd character or restart inside the number
_REJECTED = 0.20  # factor: the caller took it back
_FOREIGN = 0.40  # factor: somebody else's number
_CONTRADICTED = 0.60  # factor: the operator read back something else
_CONFIRMED = 0.99
_SAID_AGAIN = 6  # digits after a number: it is being said again, and was not understood
_SAME_RUN, _NEARLY_WHOLE = 5, 9  # digits
_LONGEST = 12  # digits of a landline with its area code
_JOIN_WITHIN_MS = 20_000  # a number broken off goes on within this time, or it is another one
_CORRECTION = re.compile(r"不对|不是|错了|说错|更正|改一下|重新说|记错|应该是")
_OWN = re.compile(r"(?:我|本人|联系).{0,6}(?:电话|手机|号码|座机)|打我|联系我")
_OTHER = re.compile(
    r"(?:他|她|对方|物业|公司|老板|商家|店家?|房东|中介|骗子|客服|司机|邻居|单位|局|所|学校|医院|负责人|工地|施工)"
    r"(?:们|里|家)?(?:的|那个|那边)?(?:服务|客服|值班|办公|联系|报修)?(?:电话|手机|号码|热线)|(?:来电|打来|打过来|骚扰|诈骗).{0,4}(?:是|号码)"
)
_THIS_IS = re.compile(r"(?:这|那)?(?:个)?(?:就)?是")
_LANDLINE_WORD = re.compile(r"座机|固定电话|固话|家里电话|家里的电话")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One number as said, with what became of it."""

    mention: PhoneMention
    spans: tuple[Span, ...]
    confidence: float
    rejected: bool = False
    confirmed: bool = False

    def candidate(self) -> FieldCandidate:
        digits, shape = self.mention.digits, self.mention.shape
        note = {PhoneShape.INCOMPLETE: "（不完整）", PhoneShape.LOCAL: "（缺区号）"}.get(shape, "")
        rule = f"phone.{shape}" + (".confirmed" if self.confirmed else ".rejected" if self.rejected else "")
        return FieldCandidate(
            value=digits,
            display=digits + note,
            confidence=round(self.confidence, 4),
            rule=rule,
            spans=self.spans,
            reason="话务员复述一致" if self.confirmed else "来电人已更正" if self.rejected else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """Digits an utterance ended with, which the next one may continue."""

    digits: str
    spans: tuple[Span, ...]
    sure: float

    def joined(self, digits: str, span: Span, sure: float) -> "_Open":
        return _Open(digits=self.digits + digits, spans=(*self.spans, span), sure=min(self.sure, sure))

    def said(self, shape: PhoneShape) -> _Said:
        mention = PhoneMention(digits=self.digits, shape=shape, start=0, end=0, clean=True)
        return _Said(mention=mention, spans=self.spans, confidence=_PRIOR[shape] * self.sure)


def _said_again(before: PhoneMention, now: PhoneMention) -> bool:
    """Say whether a number was begun again in other digits: a correction, even if the word for it was not heard."""
    runs = (before.digits[i : i + _SAME_RUN] for i in range(len(before.digits) - _SAME_RUN + 1))
    alike = before.digits != now.digits and any(run in now.digits for run in runs)
    return alike and before.complete and len(now.digits) >= _NEARLY_WHOLE


class ContactNumbers:
    """Owns the numbers said in one call, in order."""

    def __init__(self, plan: NumberPlan) -> None:
        """Take what the site knows of telephone numbers."""
        self._plan = plan
        self._said: list[_Said] = []
        self._open: _Open | None = None  # digits at the end of the caller's last utterance
        self._operator_digits = ""

    def hear_caller(self, line: CharLine) -> None:
        """Take the numbers of one utterance of the caller (fillers out)."""
        text = line.text
        if not text:
            return
        self._operator_digits = ""
        if self._continues(line):
            return
        if _CORRECTION.match(text) and self._said:
            self._reject_last()
        previous_end = 0
        for mention in phone_mentions(text, self._plan):
            if _CORRECTION.search(text, previous_end, mention.start) and self._said:
                self._reject_last()
            self._add(line, mention)
            previous_end = mention.end
        said_again = stray_digits(text[previous_end:]) >= _SAID_AGAIN
        if self._said and previous_end and (said_again or _CORRECTION.search(text, previous_end)):
            self._reject_last()
        self._leave_open(line)

    def hear_operator(self, line: CharLine) -> None:
        """Take the operator's read-back: the same number confirms, another complete one lowers the confidence."""
        mentions = phone_mentions(line.text, self._plan)
        heard = "".join(mention.digits for mention in mentions) or _digits_only(line)
        self._operator_digits = (self._operator_digits + heard)[-24:]
        for i, said in enumerate(self._said):
            if said.mention.complete and not said.rejected and said.mention.digits in self._operator_digits:
                self._said[i] = replace(said, confirmed=True, confidence=max(said.confidence, _CONFIRMED))
                return
        last = self._said[-1] if self._said else None
        if last and not last.confirmed and any(mention.complete for mention in mentions):
            self._said[-1] = replace(last, confidence=last.confidence * _CONTRADICTED)

    def candidates(self) -> tuple[FieldCandidate, ...]:
        """Return the numbers, best first; of equals the later one, and each number once."""
        latest_first = self._said[::-1]
        ordered = sorted(latest_first, key=lambda said: -said.confidence)
        once = {said.mention.digits: said for said in reversed(ordered)}
        return tuple(said.candidate() for said in ordered if once[said.mention.digits] is said)

    def _add(self, line: CharLine, mention: PhoneMention) -> None:
        span = line.span(mention.start, mention.end)
        sure = line.mean_confidence(mention.start, mention.end)
        if mention.partial:
            self._correct_tail(mention, span, sure)
            return
        factor = 1.0 if mention.clean else _UNCLEAN
        before = line.text[max(0, mention.start - 14) : mention.start]
        after = line.text[mention.end : mention.end + 12]
        foreign = _OTHER.search(before) and not _OWN.search(before[-6:])
        if foreign or (_THIS_IS.match(after) and _OTHER.search(after)):
            factor *= _FOREIGN
        prior = _PRIOR[mention.shape]
        if self._said and _said_again(self._said[-1].mention, mention):
            self._reject_last()
        if mention.shape is PhoneShape.LOCAL and _LANDLINE_WORD.search(before):
            prior = 0.6
        self._said.append(_Said(mention=mention, spans=(span,), confidence=prior * sure * factor))

    def _correct_tail(self, mention: PhoneMention, span: Span, sure: float) -> None:
        """Put said last digits in the place of the rejected ones; without a number before there is nothing to do."""
        last = self._said[-1] if self._said else None
        digits = last.mention.digits[: -len(mention.digits)] + mention.digits if last else ""
        shape = self._plan.shape_of(digits)
        if last and shape and last.mention.complete:
            if digits == last.mention.digits:
                return
            whole = replace(mention, digits=digits, shape=shape, partial=False)
            if not last.rejected:
                self._reject_last()
            self._said.append(
                _Said(mention=whole, spans=(*last.spans, span), confidence=_PRIOR[shape] * sure * _UNCLEAN)
            )

    def _reject_last(self) -> None:
        last = self._said[-1]
        if not last.rejected:
            self._said[-1] = replace(last, rejected=True, confirmed=False, confidence=last.confidence * _REJECTED)

    def _continues(self, line: CharLine) -> bool:
        """Join digits that begin this utterance to those that ended the one before; say whether that used it up."""
        lead = leading_digits(line.text)
        begun = self._open
        if begun is None or lead is None or self._plan.shape_of(lead.digits):
            return False
        if line.start_ms[0] - begun.spans[-1].end_ms > _JOIN_WITHIN_MS:
            return False
        joined = begun.joined(lead.digits, line.span(lead.start, lead.end), line.mean_confidence(lead.start, lead.end))
        shape = self._plan.shape_of(joined.digits)
        if shape is None and (lead.end < len(line.text) or len(joined.digits) > _LONGEST):
            return False
        self._said = [said for said in self._said if not set(said.spans) & set(joined.spans)]
        self._open = None if shape else joined
        if shape or len(joined.digits) >= SHORTEST_INCOMPLETE:
            self._said.append(joined.said(shape or PhoneShape.INCOMPLETE))
        if shape and _CORRECTION.search(line.text, lead.end):
            self._reject_last()
        return True

    def _leave_open(self, line: CharLine) -> None:
        tail = trailing_digits(line.text)
        self._open = None
        if tail and self._plan.shape_of(tail.digits) is None:
            sure = line.mean_confidence(tail.start, tail.end)
            self._open = _Open(digits=tail.digits, spans=(line.span(tail.start, tail.end),), sure=sure)


def _digits_only(line: CharLine) -> str:
    """Return the digits of a read-back in groups: an utterance that begins and ends with digits."""
    lead, tail = leading_digits(line.text), trailing_digits(line.text)
    return lead.digits if lead and tail and lead.end == tail.end else ""
