"""The question a matter asks, in whole words: a title is cut to fit, a question that others find may not be. Pure."""

import re

LEAST_SHARED = 4  # characters at the end of a title by which its sentence is known again
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[？?]?")
_CLAUSE_END = "，,。！？!?；;：:、\n"
_ASKS = re.compile(
    r"[？?]$|怎么|怎样|如何|什么|哪[里儿个些]|多少|多久|多长时间|能否|能不能|是否|可不可以|为何|几(?:天|年|次)|吗$"
)
_OPENING = re.compile(
    r"^(?:您好|你好|喂|请问|(?:来电人|市民|群众|诉求人)(?:来电)?(?:反映|咨询|表示|称)|我?想(?:问|咨询)(?:一下)?|咨询)[，,：:\s]*"
)


def question_of(title: str, content: str) -> str:
    """What was asked: the first sentence that asks, else the title with the words it was cut off from."""
    sentences = [_opened(one) for one in _SENTENCE.findall(content)]
    asked = next((one for one in sentences if _ASKS.search(one)), "")
    return asked or _whole(title.strip().rstrip("…").rstrip("."), content) or next(iter(sentences), "")


def fitted(text: str, most: int) -> str:
    """A text of at most so many characters, ended where a clause ends."""
    if len(text) <= most:
        return text
    ends = [at for at, char in enumerate(text[: most + 1]) if char in _CLAUSE_END]
    return text[: ends[-1]] if ends else text[:most]


def _opened(sentence: str) -> str:
    """A sentence without what a call begins with."""
    text = sentence.strip()
    while (left := _OPENING.sub("", text)) != text:
        text = left
    return text


def _whole(title: str, content: str) -> str:
    """A title with the rest of the clause that it ends in the midst of."""
    for length in range(len(title), LEAST_SHARED - 1, -1):
        at = content.find(title[-length:])
        if at >= 0:
            rest = content[at + length :]
            end = next((place for place, char in enumerate(rest) if char in _CLAUSE_END), len(rest))
            return title + rest[:end].rstrip()
    return title
