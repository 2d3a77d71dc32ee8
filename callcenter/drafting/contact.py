"""The caller's contact number over a call: mentions, corrections, broken-off numbers, the operator's read-back."""

import re
from dataclasses import replace

from callcenter.drafting.amendments import (
    amended,
    means_part,
    place_in,
    speaks_of_the_end,
    spliced,
    stands_by,
    swap_in,
    swapped,
    tail_again,
)
from callcenter.drafting.asking import Asked, asked_in, instead_of, of_missing, surnames_of_others
from callcenter.drafting.characters import CharLine
from callcenter.drafting.copies import copies
from callcenter.drafting.correcting import CORRECTION, TAKEN_BACK, corrections_by_sound, corrects
from callcenter.drafting.dictation import Dictation
from callcenter.drafting.digit_sounds import with_misheard_digits
from callcenter.drafting.draft import FieldCandidate
from callcenter.drafting.landlines import area_code_in, is_extension, is_plain, speaks_of_landline
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.ownership import Whose, by_sound, whose
from callcenter.drafting.owning import owner_of
from callcenter.drafting.phones import (
    MEASURES,
    PAPER_NUMBER,
    SHORTEST_INCOMPLETE,
    Chain,
    PhoneMention,
    broken_off,
    chains,
    mentions_of,
    phone_mentions,
    said_anew,
    stray_digits,
    ways,
)
from callcenter.drafting.read_back import Pieces
from callcenter.drafting.refusing import refusal_at
from callcenter.drafting.said_number import PRIOR, TRUST, Said, read_back, said_again, weighed, with_code
from callcenter.drafting.said_numbers import JOINED, SaidNumbers
from callcenter.drafting.spoken_digits import digits_only, leading_group, with_digits_of

_UNCLEAN = 0.75  # factor: odd character or restart inside the number
_INSISTED = 0.8  # factor: the caller stands by a part of it
_SAID_AGAIN = 6  # digits after a number: it is being said again, and was not understood
_NEXT = 16  # characters after a number in which it may be said again
_LEAD = 10  # characters before digits in which a word of correction is about them
_SHORT_ANSWER = 14  # characters: a longer turn that begins 不对 is about another matter
_FEWEST_BEGUN = 3  # digits of a number broken off, where no word says that they are one's
_ANOTHER = re.compile(r"(?:还?有|另外|或者?|第[二三]个?).{0,6}$")
_YOURS = re.compile("[您你]")
_NOT_THERE = re.compile("^(?:还是)?(?:不要|不用|别)(?:再)?(?:联系|打)(?:给)?[他她]")
_WE_RING = re.compile("我们.{0,4}(?:联系|打)")
_REPEATS = re.compile("[三四五][个各阁歌哥格葛革疙戈隔搁鸽]")
_AGREES = re.compile(r"^(?:哎|啊|嗯|唉|哦)*(?:对|是的|没错|嗯|好|可以|行)(?!不)[^零一幺二两三四五六七八九不错]*$")
_GO_ON = re.compile("继续|位|还有|后面|再[说报念]|没听清")


class ContactNumbers:
    """Owns the numbers said in one call, in order."""

    def __init__(self, plan: NumberPlan) -> None:
        """Take what the site knows of telephone numbers."""
        self._plan = plan
        self._said = SaidNumbers()
        self._pieces = Pieces()
        self._dictated = Dictation(plan)  # digits at the end of the caller's last utterance
        self._asked = Asked.NOTHING
        self._yours = False  # the question named the caller: 您的电话, not 电话呢
        self._code = ""  # an area code that was said and belongs to no number
        self._missing = False  # somebody cannot be found
        self._landline = False  # somebody spoke of a landline
        self._misread = False  # the operator read back another number than the caller's last
        self._operator_digits = ""
        self._operator_said = ""  # just before the caller spoke
        self._by_sound = set[int]()  # characters of the utterance that are digits by their sound only
        self._others = set[str]()  # surnames of people the caller spoke of
        self._told = set[str]()  # numbers of offices and shops that the operator told the caller

    def hear_caller(self, line: CharLine, read: str = "") -> None:
        """Take the numbers of one utterance of the caller (fillers out).

        `read`: the same characters with words put right, for the words around the numbers only.
        """
        if not line.text:
            return
        words = with_digits_of(line.text, by_sound(read if len(read) == len(line.text) else line.text))
        line = with_misheard_digits(line, words, answering=self._answers)
        self._by_sound = {at for at, (was, now) in enumerate(zip(words, line.text, strict=True)) if was != now}
        words = line.text
        self._operator_said, self._operator_digits = self._operator_digits, ""
        if self._misread and _AGREES.match(words):
            self._said.agree_to_another()
        self._landline = self._landline or speaks_of_landline(words)
        self._missing = self._missing or of_missing(words)
        self._others |= surnames_of_others(words)
        if _NOT_THERE.search(words):
            self._said.leave_last()
        self._code = area_code_in(words, self._plan) or self._code
        self._pieces.hear(line, words)
        refused = refusal_at(words) if self._asked is Asked.NUMBER else None
        if refused is not None:
            self._asked = Asked.ELSE  # what follows is no answer
        if not (self._swaps(line) or self._continues(line)):
            self._hear_numbers(line, words)
        if refused is not None:
            self._said.leave_none(line.utterance_id, refused)
        elif self._asked is Asked.NUMBER:
            self._take_pieces()
        self._misread = False

    def _take_pieces(self) -> None:
        """Take an answer in pieces with other words between, if no number was understood in it."""
        whole = self._pieces.answer(self._plan)
        if whole and not any(said.mention.complete and said.answered for said in self._said):
            mention = PhoneMention(digits=whole[0], shape=PhoneShape.MOBILE, start=0, end=0, clean=False)
            confidence = PRIOR[PhoneShape.MOBILE] * _UNCLEAN
            self._said.add(Said(mention=mention, spans=whole[1], confidence=confidence, answered=True))

    def hear_operator(self, line: CharLine) -> None:
        """Take the operator's question or read-back.

        The same number confirms the caller's, another complete one lowers the confidence.
        """
        asked, before = self._asked_in(line.text), self._asked
        self._asked = asked or before
        if asked:
            self._yours = bool(_YOURS.search(line.text))
        if instead_of(line.text):
            self._said.disown()
        anew = asked is Asked.NUMBER and before is not asked and not _GO_ON.search(line.text)
        if anew or asked in {Asked.ELSE, Asked.THING, Asked.OTHER_NUMBER, Asked.DEPUTY_NUMBER}:
            self._dictated.stop()  # what was said before, 八栋六零二, is no part of a number asked for now
        if anew:
            self._pieces.asked()
        self._landline = self._landline or speaks_of_landline(line.text)
        mentions = phone_mentions(line.text, self._plan)
        heard = "".join(mention.digits for mention in mentions) or digits_only(line.text)
        self._operator_digits = (self._operator_digits + heard)[-24:]
        self._dictated.echo(self._operator_digits)
        confirmed = self._said.confirm(self._operator_digits, may_be_own=self._may_be_own)
        if not confirmed and not self._joins(mentions):
            self._contradicts(mentions)
        self._told |= {
            mention.digits
            for mention in mentions
            if mention.shape is not PhoneShape.MOBILE and not self._pieces.hold(mention.digits)
        }

    def _joins(self, mentions: list[PhoneMention]) -> bool:
        """Take a number that the operator put together from the caller's pieces; say whether there was one."""
        for mention in mentions:
            known = any(said.mention.digits == mention.digits and said.mention.complete for said in self._said)
            spans = self._pieces.spans_of(mention.digits) if mention.complete and not known and self._may_be_own else ()
            if spans:
                self._said.add(Said(mention=mention, spans=spans, confidence=JOINED, answered=True))
                self._said.outdate(mention.digits)
                return True
        return False

    @property
    def _may_be_own(self) -> bool:
        """Say whether a number the operator reads back now may be where the caller is to be reached."""
        return self._asked not in {Asked.OTHER_NUMBER, Asked.THING}

    @property
    def _answers(self) -> bool:
        return self._asked in {Asked.NUMBER, Asked.DEPUTY_NUMBER}

    def _asked_in(self, text: str) -> Asked | None:
        self._missing = self._missing or of_missing(text)
        asked = asked_in(text, self._others)
        to_ring = not self._missing or _WE_RING.search(text)
        return Asked.OTHER_NUMBER if asked is Asked.DEPUTY_NUMBER and not to_ring else asked

    def candidates(self) -> tuple[FieldCandidate, ...]:
        """Return the numbers, best first; of equals the later one, and each number once."""
        told = [with_code(said, self._code, self._plan) for said in self._said]
        known = weighed(told, landline=self._landline, code=bool(self._code))
        ordered = sorted(
            (said for said in known[::-1] if said.owner is not Whose.THING), key=lambda said: -said.confidence
        )
        once = {said.mention.digits: said for said in reversed(ordered)}
        return tuple(said.candidate() for said in ordered if once[said.mention.digits] is said)

    def _contradicts(self, mentions: list[PhoneMention]) -> None:
        last = self._said.last
        if last and any(read_back(mention, last.mention) for mention in mentions):
            self._misread = True
            self._said.contradict_last()

    def _hear_numbers(self, line: CharLine, words: str) -> None:
        text, previous_end, told_from, told_end, begun, amends = line.text, 0, 0, 0, "", False
        for chain in chains(words):
            start, end = chain[0].start, chain[-1].end
            swap = swap_in(text[told_from:]) if told_end else None
            if swap and self._said.last and self._said.last.mention.complete:
                at_the_end = speaks_of_the_end(text[told_end:])
                right = swapped(self._said.last.mention.digits, *swap, self._plan, at_the_end=at_the_end)
                self._take(line, chain, right)
                return
            lead = words[previous_end:start]
            amends = self._is_extension(text, chain) or self._amends(line, lead, chain, begun)
            if not amends:
                amending = self._corrects(line, lead, chain)
                if amending:
                    self._said.reject_last()
                for mention in mentions_of(words, chain, self._plan, amends=amending):
                    self._add(line, words, mention, told_end)
                    told_from, told_end = mention.start, mention.end
            previous_end, begun = end, ways(chain)[0]
        self._doubt_last(line, words, told_end, amends=amends)
        if amends:
            self._dictated.stop()  # what was put right is whole
        else:
            self._leave_open(line, words)

    def _corrects(self, line: CharLine, lead: str, chain: Chain) -> bool:
        """Say whether the digits come after a word of correction, and are not those of a house or a date."""
        counts = line.text[chain[-1].end : chain[-1].end + 1] in MEASURES
        return corrects(lead[-_LEAD:]) and not counts and not self._misread

    def _doubt_last(self, line: CharLine, words: str, told_end: int, *, amends: bool) -> None:
        """Reject the last number if the words after it, or this answer to its read-back, take it back."""
        if amends or self._misread:
            return
        rest = corrections_by_sound(words[self._end_of_last(line) :])
        after = PAPER_NUMBER.split(line.text[told_end : told_end + _NEXT])[0]
        again = told_end and len(stray_digits(after)) >= _SAID_AGAIN and not self._repeats(stray_digits(after))
        if again or means_part(rest) or (TAKEN_BACK.search(rest) and (told_end or len(rest) <= _SHORT_ANSWER)):
            self._said.reject_last()

    def _repeats(self, digits: str) -> bool:
        """Say whether digits are the caller's last number said again, of which some were not understood."""
        last = self._said.last
        return last is not None and last.mention.complete and copies(digits, last.mention.digits)

    def _end_of_last(self, line: CharLine) -> int:
        """Return where the last complete number ends in this utterance, 0 if it was said in another."""
        last = self._said.last
        here = last and last.mention.complete and last.spans[-1].utterance_id == line.utterance_id
        return last.mention.end if last and here else 0

    def _is_extension(self, text: str, chain: Chain) -> bool:
        last = self._said.last
        if not is_extension(text, chain) or not last or not last.mention.complete:
            return False
        self._said.put_last(replace(last, extension=chain[0].digits))
        return True

    def _amends(self, line: CharLine, lead: str, chain: Chain, begun: str) -> bool:
        """Put digits in the place that was named, or of those said just before; say whether that was meant."""
        digits = ways(chain)[0]
        last, place = self._said.last, place_in(lead)
        if self._plan.shape_of(digits):
            return False
        if place and last and last.mention.complete:
            whole, part = said_anew(digits, self._plan)
            told = bool(place["count"]) or len(chain) == 1
            right = amended(last.mention.digits, place, part or digits, self._plan) if told else ""
            self._take(line, chain, right if whole in ("", right) else "")
            return True
        if place or not (corrects(lead) or self._misread):
            return False
        if not corrects(lead):
            return digits not in self._operator_said and self._insists(digits)
        whole = spliced(begun or self._dictated.digits, digits, self._plan)
        if not whole and last and last.mention.complete and not self._misread:
            whole = tail_again(last.mention.digits, digits, self._plan)
        if whole:
            self._take(line, chain, whole)
        return bool(whole) or self._insists(digits)

    def _insists(self, digits: str) -> bool:
        """Let the number stand if the operator had it wrong, and the caller says a part of it again."""
        last = self._said.last
        if not (self._misread and last and last.mention.complete and stands_by(digits, last.mention.digits)):
            return False
        self._said.put_last(replace(last, confidence=max(last.confidence, PRIOR[last.mention.shape] * _INSISTED)))
        return True

    def _take(self, line: CharLine, chain: Chain, whole: str) -> None:
        """Replace the last number by the same one put right; '' if nobody can say how: then it is open."""
        last = self._said.last
        shape = self._plan.shape_of(whole)
        if shape and last and whole == last.mention.digits:
            self._insists(whole)
            return
        self._said.reject_last()
        if not shape:
            return
        start, end = chain[0].start, chain[-1].end
        mention = PhoneMention(digits=whole, shape=shape, start=start, end=end, clean=False)
        before = last.spans if last and last.mention.complete else ()
        sure = line.mean_confidence(start, end)
        confidence = PRIOR[shape] * sure * _UNCLEAN
        self._said.add(Said(mention=mention, spans=(*before, line.span(start, end)), confidence=confidence))

    def _swaps(self, line: CharLine) -> bool:
        """Put right what 是五八不是八五 says, if it can mean only one thing."""
        swap, last = swap_in(line.text), self._said.last
        if not swap or not last or not last.mention.complete or phone_mentions(line.text, self._plan):
            return False
        if not self._insists(swap[1]):
            at_the_end = speaks_of_the_end(line.text)
            right = swapped(last.mention.digits, *swap, self._plan, at_the_end=at_the_end)
            self._take(line, chains(line.text)[-1], right)
        return True

    def _add(self, line: CharLine, words: str, mention: PhoneMention, previous_end: int) -> None:
        if not mention.complete and self._repeats(mention.digits):
            return
        doubtful = _REPEATS.search(words[mention.start : mention.end]) or self._by_sound & set(
            range(mention.start, mention.end)
        )
        if doubtful:
            mention = replace(mention, clean=False)
        span = line.span(mention.start, mention.end)
        owner = Whose.OTHER if mention.digits in self._told else self._owner(words, mention, previous_end)
        lead = words[previous_end : mention.start]
        another = owner in {Whose.KIN, Whose.OTHER} or _ANOTHER.search(lead)
        again = self._said.last and not another and said_again(self._said.last.mention, mention)
        if again and (mention.complete or not self._misread):
            self._said.reject_last()
        trust = TRUST[owner] * (1.0 if mention.clean else _UNCLEAN)
        confidence = PRIOR[mention.shape] * line.mean_confidence(mention.start, mention.end) * trust
        self._said.add(
            Said(
                mention=mention,
                spans=(span,),
                confidence=confidence,
                owner=owner,
                answered=self._answers,
                yours=self._yours,
                plain=is_plain(words[: mention.start]),
            )
        )

    def _owner(self, words: str, mention: PhoneMention, previous_end: int) -> Whose:
        before = self._said.last.owner if self._said.last else Whose.UNTOLD
        return owner_of(words, mention, previous_end, self._asked, before, yours=self._yours)

    def _continues(self, line: CharLine) -> bool:
        """Join digits that begin this utterance to those that ended the one before; say whether that used it up."""
        lead = leading_group(line.text)
        if lead is None or self._plan.shape_of(lead.digits):
            return False
        if CORRECTION.match(line.text):
            return self._dictated.again(line, lead)
        chain = next(one for one in chains(line.text) if one[0].start <= lead.start < one[-1].end)
        joined = self._dictated.go_on(line, chain)
        if joined is None:
            return False
        self._said.drop(joined.spans)
        whole = joined.complete(self._plan)
        digits, shape = whole or joined.ways[0], self._plan.shape_of(whole) or PhoneShape.INCOMPLETE
        if whole or len(digits) >= SHORTEST_INCOMPLETE:
            mention = PhoneMention(digits=digits, shape=shape, start=0, end=0, clean=True)
            confidence = PRIOR[shape] * joined.sure * TRUST[joined.owner]
            self._said.add(
                Said(
                    mention=mention,
                    spans=joined.spans,
                    confidence=confidence,
                    owner=joined.owner,
                    answered=self._answers,
                    yours=self._yours,
                )
            )
        if whole and corrects(line.text[chain[-1].end :]):
            after = next((one for one in chains(line.text) if one[0].start >= chain[-1].end), None)
            self._take(line, after or chain, tail_again(whole, ways(after)[0], self._plan) if after else "")
        return True

    def _leave_open(self, line: CharLine, words: str) -> None:
        tail = broken_off(line.text)
        if tail is None or any(map(self._plan.shape_of, tail.readings)):
            self._dictated.pause(line)
            return
        mention = PhoneMention(
            digits=tail.digits, shape=PhoneShape.INCOMPLETE, start=tail.start, end=tail.end, clean=True
        )
        owner = self._owner(words, mention, 0)
        told = whose(words, 0, tail.start, tail.end) in {Whose.OWN, Whose.NAMED} or tail.start == 0
        if owner is Whose.THING or not (told or len(tail.digits) >= _FEWEST_BEGUN):
            self._dictated.stop()
        else:
            self._dictated.begin(line, tail, owner)
