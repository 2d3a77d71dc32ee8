"""Whose a number is, by the words around it and by what the operator had asked before."""

import re

from callcenter.drafting.asking import Asked
from callcenter.drafting.correcting import CORRECTION
from callcenter.drafting.landlines import is_at_my
from callcenter.drafting.numbering import PhoneShape
from callcenter.drafting.ownership import Whose, names_somebody, nobody_else, of_own_place, whose
from callcenter.drafting.phones import PhoneMention
from callcenter.drafting.spoken_digits import is_bare

_NOT_ASKED = {Asked.OTHER_NUMBER: Whose.OTHER, Asked.THING: Whose.THING}
_AS_BEFORE = re.compile(
    rf"{CORRECTION.pattern}|^(?:和|跟|还有|或者|或|、|，)$|(?:还?有|另外|或者|第[二三]).{{0,6}}$|再[说报念来]一[遍次]|重复"
)


def owner_of(
    words: str, mention: PhoneMention, previous_end: int, asked: Asked, before: Whose, *, yours: bool = False
) -> Whose:
    """Say whose a number is.

    Args:
        words: The utterance.
        mention: The number in it.
        previous_end: Where the number before it in the utterance ends, 0 if there is none.
        asked: What the operator last asked for.
        before: Whose the number before it in the call was, UNTOLD if there was none.
        yours: The operator asked for the caller's by name: 您的电话.

    """
    at = (previous_end, mention.start, mention.end)
    told = whose(words, *at)
    as_before = asked is not Asked.OTHER_NUMBER and _AS_BEFORE.search(words[previous_end : mention.start])
    if told is Whose.UNTOLD and before is not Whose.UNTOLD and as_before:
        return before
    if asked is Asked.DEPUTY_NUMBER and told in {Whose.KIN, Whose.OTHER, Whose.UNTOLD}:
        return Whose.NAMED  # of whoever the operator asked for
    if asked is Asked.NUMBER and told is Whose.KIN:
        return Whose.NAMED  # the answer to where the caller can be reached; the caller's own goes before it
    if asked is Asked.NUMBER and told is Whose.OTHER and yours and mention.start == 0:
        return Whose.OWN  # 您的电话 一五三.. 你们查查他
    if asked is Asked.NUMBER and told is Whose.OTHER:
        told = _in_an_answer(words, mention)
    if told not in {Whose.UNTOLD, Whose.NAMED}:
        return told
    return _by_question(words, mention, asked, told, alone=nobody_else(words, *at))


def _in_an_answer(words: str, mention: PhoneMention) -> Whose:
    """Weigh words about others in the answer to where to ring: only who is named right at the digits counts."""
    if of_own_place(words, mention.start):
        return Whose.OWN
    return Whose.OTHER if names_somebody(words, mention.start, mention.end) else Whose.NAMED


def _by_question(words: str, mention: PhoneMention, asked: Asked, told: Whose, *, alone: bool) -> Whose:
    if asked is Asked.OTHER_NUMBER or (asked is Asked.THING and told is Whose.UNTOLD):
        return _NOT_ASKED[asked]
    if asked in {Asked.NUMBER, Asked.DEPUTY_NUMBER} or (told is Whose.UNTOLD and is_bare(words)):
        return Whose.OWN
    if mention.shape is PhoneShape.MOBILE or not mention.complete:
        return Whose.NAMED if alone else told
    named = mention.shape is PhoneShape.LANDLINE and alone and told is Whose.NAMED
    own = named and is_at_my(words[: mention.start])
    return Whose.NAMED if own else Whose.UNTOLD  # landlines that callers speak of are mostly those of offices
