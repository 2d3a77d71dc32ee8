"""A caller who will not leave a number: the ones said before, or in passing, are then not where they can be reached."""

import re

_WILL_NOT = r"(?:不(?:想|愿意?|方便|肯|敢|用|必|便|能)?再?(?:留|给|说|报|登记|讲)|没必要[留给]|算了不[留给])"
_ONES_OWN = r"(?:我|电话|号码?|手机|联系方式|我的|这个)"
_REFUSES = re.compile(
    rf"^(?:哎|唉|啊|呃|那|哦|嗯|这个|还是|谢谢)*(?:我的?|电话|号码?|手机|联系方式|就|也|都|还是|算了|是)*{_WILL_NOT}"
    rf"|{_ONES_OWN}(?:就|也|都|还是|是)*{_WILL_NOT}(?=了|吧|你|啊|哈|我怕|我|$)"
)
_OF_ANOTHER_THING = re.compile(
    r"(?:名字?|姓名?|地址|身份证|别的|其他|另外|家里|座机|固话|第[二三]个|[他她]们?).{0,4}$|(?:物业|公司|单位|社区|老板|店家|商家|政府).{0,3}$"
)
_ANOTHER_MEANING = re.compile(
    r"^(?:了)?(?:名|姓|我的名|地址|假话|谎|钱|你们?添|您添|您?们?找|退|解决|处理|答复|修|办|回复|错)"
)


def refusal_at(words: str) -> int | None:
    """Return where the caller begins to say that no number will be left, None if nowhere.

    Args:
        words: What the caller said when asked where to be reached.

    """
    for found in _REFUSES.finditer(words):
        if not _OF_ANOTHER_THING.search(words[: found.end()][:-2]) and not _ANOTHER_MEANING.match(words[found.end() :]):
            return found.start()
    return None
