"""What the public is told of a matter by its code: where it stands and when, in plain words."""

import secrets
from collections.abc import Mapping
from types import MappingProxyType

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
CODE_LENGTH = 12  # 60 bits: 50 wrong codes a second, the most taken, hit one of a million matters once in 700 years
_LIKE = str.maketrans("OIL", "011")

READ_HERE = "not_accepted_here"  # of a citizen who left no number: the answer by the code is the only one
PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "draft": "已收到，等待受理",
        "void": "已结束",
        "registered": "已受理",
        "not_accepted": "不属于热线受理范围，已告知",
        READ_HERE: "不属于热线受理范围，请在此查看答复",
        "merged": "已与同类诉求合并办理",
        "dispatched": "已转承办单位",
        "return_asked": "正在核实承办单位",
        "signed": "承办单位已签收",
        "in_hand": "承办单位办理中",
        "paused": "等待补充材料",
        "hard_asked": "承办单位办理中",
        "replied": "已答复，审核中",
        "in_review": "已答复，审核中",
        "second_hold": "承办单位重新办理中",
        "revisit": "已办理，等待回访",
        "unsatisfied": "正在跟踪督办",
        "reopened": "重新办理中",
        "closed": "已办结",
    }
)


def new_code() -> str:
    """Make an unguessable code that can be read out and typed."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def normal(code: str) -> str:
    """Return a code as it was made, however it was typed: small letters, dashes, O for 0."""
    return code.upper().replace("-", "").replace(" ", "").translate(_LIKE)
