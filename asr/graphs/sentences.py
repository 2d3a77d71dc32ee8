"""Sentences of a hotline: templates with slots, digit strings, random words, random characters."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asr.graphs.vocabulary import FOLDER, TrainingError, Vocabulary

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_DIGITS = "零一二三四五六七八九"
Words = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One line of templates.txt."""

    weight: float
    text: str


def parse_templates(text: str) -> tuple[Template, ...]:
    """Read "weight sentence" lines; "#" starts a comment line."""
    templates = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        weight, _, sentence = line.partition(" ")
        if not weight.replace(".", "", 1).isdigit() or not sentence:
            raise TrainingError(f"templates line {number}: expected 'weight sentence', found {line!r}")
        templates.append(Template(weight=float(weight), text=sentence.strip()))
    return tuple(templates)


class SentenceMaker:
    """Draws sentences as word lists. Owns nothing but its source of chance, which the caller hands in."""

    def __init__(self, vocabulary: Vocabulary, templates: tuple[Template, ...], chance: random.Random) -> None:
        self._vocabulary = vocabulary
        self._templates = templates
        self._weights = [template.weight for template in templates]
        self._chance = chance
        self._made: dict[str, Callable[[], str]] = {
            "place": self._place,
            "house": self._house,
            "phone": self._phone,
            "digits": lambda: self._digits(chance.randint(4, 10)),
            "count": self._count,
            "money": self._money,
            "n": self._small_number,
            "month": lambda: chance.choice(
                ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十 一", "十 二"]
            ),
            "department2": lambda: self._of("department"),
            "fault_phrase": self._fault,
            "fault_phrase2": lambda: self._of(chance.choice(["fault", "condition"])),
            "trouble_verb": lambda: self._of(chance.choice(["trouble", "trouble", "fault"])),
        }

    def sentence(self) -> Words:
        """Draw a sentence from the templates."""
        return self.expand(self._chance.choices(self._templates, self._weights)[0].text)

    def expand(self, text: str) -> Words:
        """Fill every choice and slot of one template."""
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda match: self._chance.choice(match[1].split("|")), text)
        while _SLOT.search(text):
            text = _SLOT.sub(lambda match: self._fill(match[1]), text)
        return text.split()

    def digit_string(self) -> Words:
        """Draw spoken digits; repeats are frequent, being what recognisers drop."""
        digits = self._digits(self._chance.randint(3, 11)).split()
        if self._chance.random() < 0.5:
            at = self._chance.randrange(len(digits))
            digits[at:at] = [digits[at]] * self._chance.randint(1, 2)
        return digits

    def random_words(self, *, longest: int = 8) -> Words:
        """Draw words of the vocabulary in any order."""
        return self._chance.choices(self._vocabulary.words, k=self._chance.randint(2, longest))

    def random_characters(self) -> Words:
        """Draw GB 2312 level-1 characters (rows 16 to 55), so that every syllable is heard in training."""
        chance = self._chance
        found: Words = []
        while len(found) < chance.randint(5, 12):
            code = bytes([chance.randint(0xB0, 0xD7), chance.randint(0xA1, 0xFE)])
            try:
                found.append(code.decode("gb2312"))
            except UnicodeDecodeError:  # row 55 ends five characters early
                continue
        return found

    def _fill(self, slot: str) -> str:
        made = self._made.get(slot)
        return made() if made else self._of(slot)

    def _of(self, name: str) -> str:
        words = self._vocabulary.classes.get(name)
        if not words:
            raise TrainingError(
                f"template slot {{{name}}}: expected a class of the vocabulary, found none of that name"
            )
        return self._chance.choice(words)

    def _place(self) -> str:
        kinds = ["estate", "community", "town", "road", "venue"]
        return self._of(self._chance.choices(kinds, [6, 3, 2, 6, 5])[0])

    def _house(self) -> str:
        number = self._small_number if self._chance.random() < 0.6 else self._long_number
        forms = [
            "{0} 号",
            "{0} 栋",
            "{0} 栋 {1} 单元",
            "{0} 号楼",
            "{0} 号楼 {1} 单元",
            "{0} 单元 {1} 楼",
            "{2} 号",
            "{0} 号 {1} 楼",
        ]
        return self._chance.choice(forms).format(number(), self._small_number(), self._digits(3))

    def _long_number(self) -> str:
        return self._digits(self._chance.randint(2, 4)) if self._chance.random() < 0.6 else self._count()

    def _digits(self, count: int) -> str:
        one = self._chance.choice(["一", "幺"])
        return " ".join(self._chance.choice(_DIGITS) for _ in range(count)).replace("一", one)

    def _phone(self) -> str:
        chance = self._chance
        one = chance.choice(["一", "幺"])
        number = "一" + chance.choice("三五七八九") + "".join(chance.choice(_DIGITS) for _ in range(9))
        return " ".join(number).replace("一", one)

    def _count(self) -> str:
        tens = self._chance.choice(
            ["十", "二十", "三十", "四十", "五十", "一百", "两百", "三百", "六 十", "七 十", "八 十", "九 十"]
        )
        return tens + self._chance.choice(["", "", "", " 多", " 几", " 五", " 二", " 八", " 六"])

    def _money(self) -> str:
        head = self._chance.choice(["一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "二十", "几"])
        return head + self._chance.choice([" 万", " 千", " 百", " 千 多", " 万 多", " 百 多", " 千 五 百"])

    def _small_number(self) -> str:
        return self._chance.choice(
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "两", "十 一", "十 二", "二十", "二十 三"]
        )

    def _fault(self) -> str:
        chance = self._chance
        form = chance.choices(
            ["fault", "facility fault", "facility condition", "trouble", "condition"], [6, 5, 4, 3, 1]
        )[0]
        return " ".join(self._of(name) for name in form.split())


def load_templates(path: Path = FOLDER / "templates.txt") -> tuple[Template, ...]:
    """Read the templates the language model is made with."""
    return parse_templates(path.read_text("utf-8"))


def words_outside(templates: tuple[Template, ...], vocabulary: Vocabulary) -> list[str]:
    """Name the literal words of the templates that the vocabulary lacks."""
    known = set(vocabulary.words)
    literal = (word for template in templates for word in re.split(r"[\s()|]+", _SLOT.sub(" ", template.text)))
    return sorted({word for word in literal if word and word not in known})
