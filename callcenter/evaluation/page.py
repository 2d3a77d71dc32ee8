"""The evaluation as one page in Chinese that needs nothing else: figures, and the worst sentences, to be heard too."""

import base64
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template

import numpy as np
import soundfile

from callcenter.evaluation.alignment import Op, Step
from callcenter.evaluation.report import WORST, About
from callcenter.evaluation.score import Heard, Score, SlotScore, grouped, score, usual, worst

_SLOT_TITLES = {"places": "地点", "units": "单位", "numbers": "号码"}
_BAR_PX_PER_SHARE = 400  # a bar of 25 % is 100 px
_MOST_BAR_PX = 120
_MOST_ROWS = 60


def page(about: About, heard: Sequence[Heard]) -> str:
    """Return the page; every text in it is escaped."""
    template = Template(files("callcenter.evaluation").joinpath("page.html").read_text("utf-8"))
    by_condition = {one[0].condition.shown: score(one) for one in _by_condition(heard)}
    speech = [one for one in heard if one.clip.text]
    return template.substitute(
        model=escape(about.model),
        about=escape(_about(about)),
        demo='<p class="demo">合成语音演示模型：只听得懂合成的声音，这些数字不说明它对真人电话的水平。</p>'
        if about.demo
        else "",
        tiles=_tiles(about, heard),
        by_condition=_table("条件", by_condition),
        by_set=_matrix("按测试集（字错率）", "测试集", speech, lambda one: one.clip.set_name),
        slots=_slots(by_condition),
        by_speaker=_matrix("按说话人（字错率，难的在前）", "说话人", speech, lambda one: one.clip.speaker),
        worst="".join(map(_example, worst(heard, WORST))) or '<p class="none">没有错字。</p>',
        failures=_failures([one for one in heard if one.take.problem]),
    )


def _by_condition(heard: Sequence[Heard]) -> list[list[Heard]]:
    conditions = dict.fromkeys(one.condition for one in heard)
    return [[one for one in heard if one.condition is condition] for condition in conditions]


def _about(about: About) -> str:
    when = about.at.strftime("%Y-%m-%d %H:%M")
    return f"模型 {about.model} · {about.clips} 段声音，{about.seconds / 60:.1f} 分钟（{about.clips_of}）· {when}"


def _tiles(about: About, heard: Sequence[Heard]) -> str:
    common, whole = usual(heard), score(heard)
    line = score([one for one in heard if one.condition is common])
    named = common.shown if common else ""
    tiles = [
        (f"字错率（{named}）", _percent(line.errors.rate)),
        (f"整句全对（{named}）", _percent(1 - line.wrong_clips / max(line.clips - line.sounds, 1))),
        ("出字 p50 / p95", f"{_number(whole.first_delay.p50)} / {_number(whole.first_delay.p95)} 秒"),
        ("定稿 p50 / p95", f"{_number(whole.final_delay.p50)} / {_number(whole.final_delay.p95)} 秒"),
        ("实时率", "–" if whole.rtf is None else f"{whole.rtf:.3f}"),
        ("内存 载入 / 最多", f"{about.cost.model_mb:.0f} / {about.cost.most_mb:.0f} MB"),
        ("非语音出字", f"{whole.sounds_with_words} / {whole.sounds} 段"),
        ("识别进程故障", f"{whole.failures} 次"),
    ]
    return "".join(f'<div class="tile"><span>{escape(name)}</span><b>{value}</b></div>' for name, value in tiles)


_Column = tuple[str, Callable[[Score], str]]
_COLUMNS: tuple[_Column, ...] = (
    ("字错率", lambda one: _bar(one.errors.rate) + _percent(one.errors.rate)),
    ("替换", lambda one: str(one.errors.substituted)),
    ("漏掉", lambda one: str(one.errors.missing)),
    ("多出", lambda one: str(one.errors.added)),
    ("字数", lambda one: str(one.errors.characters)),
    ("有错的句子", lambda one: f"{one.wrong_clips} / {one.clips - one.sounds}"),
    ("非语音出字", lambda one: f"{one.sounds_with_words} / {one.sounds}" if one.sounds else "–"),
    ("出字 p95", lambda one: _seconds(one.first_delay.p95)),
    ("定稿 p95", lambda one: _seconds(one.final_delay.p95)),
)


def _table(title: str, scores: Mapping[str, Score]) -> str:
    head = "".join(f"<th>{name}</th>" for name in (title, *(name for name, _ in _COLUMNS)))
    rows = (
        f"<tr><td>{escape(name)}</td>{''.join(f'<td>{show(one)}</td>' for _, show in _COLUMNS)}</tr>"
        for name, one in scores.items()
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _matrix(heading: str, title: str, heard: Sequence[Heard], key: Callable[[Heard], str]) -> str:
    """A row for each group, a column for each condition, hardest on the usual line first."""
    columns = _by_condition(heard)
    common = usual(heard)
    rates = [(one[0].condition, grouped(one, key)) for one in columns]
    names = dict.fromkeys(name for _, scores in rates for name in scores)
    if not names:
        return ""
    hardest = {
        name: one.errors.rate or 0.0
        for condition, scores in rates
        if condition is common
        for name, one in scores.items()
    }
    ranked = sorted(names, key=lambda name: -hardest.get(name, 0.0))[:_MOST_ROWS]
    head = "".join(f"<th>{name}</th>" for name in (title, *(condition.shown for condition, _ in rates)))
    rows = "".join(
        f"<tr><td>{escape(name)}</td>{_rates(name, [scores for _, scores in rates])}</tr>" for name in ranked
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{heading}</h2><div class="scroll">{table}</div>'


def _rates(name: str, columns: Sequence[Mapping[str, Score]]) -> str:
    cells = (_percent(scores[name].errors.rate) if name in scores else "–" for scores in columns)
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _slots(scores: Mapping[str, Score]) -> str:
    names = [name for name in _SLOT_TITLES if any(_known(one.slots[name]) for one in scores.values())]
    if not names:
        return '<p class="none">这些句子里没有地点、单位或号码。</p>'
    head = "".join(f"<th>{_SLOT_TITLES[name]}召回</th><th>{_SLOT_TITLES[name]}准确</th>" for name in names)
    rows = (
        f"<tr><td>{escape(title)}</td>{''.join(_slot_cells(one.slots[name]) for name in names)}</tr>"
        for title, one in scores.items()
    )
    table = f"<table><thead><tr><th>条件</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="scroll">{table}</div>'


def _known(slot: SlotScore) -> bool:
    return slot.right + slot.wrong + slot.missed > 0


def _slot_cells(slot: SlotScore) -> str:
    recall = f"{_percent(slot.recall)} <small>({slot.right}/{slot.right + slot.missed})</small>"
    precision = f"{_percent(slot.precision)} <small>({slot.right}/{slot.right + slot.wrong})</small>"
    return f"<td>{recall}</td><td>{precision}</td>"


def _example(one: Heard) -> str:
    rate = "非语音" if one.errors.rate is None else f"字错率 {_percent(one.errors.rate)}"
    speaker = f"<span>{escape(one.clip.speaker)}</span>" if one.clip.speaker else ""
    head = f"<span>{escape(one.condition.shown)}</span>{speaker}<span>{rate}</span><span>{escape(one.clip.name)}</span>"
    said, heard = _marked(one.steps)
    audio = f'<audio controls preload="metadata" src="{_sound(one)}"></audio>'
    return (
        f'<div class="example"><div class="head">{audio}{head}</div>'
        f'<div class="pair"><i>说的是</i><div>{said or "（没有说话）"}</div>'
        f"<i>听成了</i><div>{heard or '（什么也没听到）'}</div></div></div>"
    )


_CLASSES = {Op.SUBSTITUTED: "s", Op.MISSING: "m", Op.ADDED: "a"}


def _marked(steps: Iterable[Step]) -> tuple[str, str]:
    """Return both texts with the characters that differ marked."""
    said: list[str] = []
    heard: list[str] = []
    for step in steps:
        mark = _CLASSES.get(step.op)
        for char, side in ((step.said, said), (step.heard, heard)):
            text = escape(char)
            side.append(f'<span class="{mark}">{text}</span>' if mark and char else text)
    return "".join(said), "".join(heard)


def _sound(one: Heard) -> str:
    """What the recogniser was given, as a data address."""
    out = io.BytesIO()
    samples = np.frombuffer(one.line.pcm, "<i2")
    kept = samples[: int((one.line.clip_seconds + 0.2) * one.line.rate_hz)]
    soundfile.write(out, kept, one.line.rate_hz, format="FLAC", subtype="PCM_16")
    return "data:audio/flac;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _failures(failed: Sequence[Heard]) -> str:
    if not failed:
        return ""
    rows = "".join(f"<li>{escape(one.clip.name)}：{escape(one.take.problem)}</li>" for one in failed)
    return f"<h2>识别进程出了故障的声音</h2><ul>{rows}</ul>"


def _bar(rate: float | None) -> str:
    width = min((rate or 0.0) * _BAR_PX_PER_SHARE, _MOST_BAR_PX)
    return f'<span class="bar" style="width:{width:.0f}px"></span>' if width >= 1 else ""


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}" if value >= 0.1 else f"{value:.2%}"


def _number(ms: float | None) -> str:
    return "–" if ms is None else f"{ms / 1000:.2f}"


def _seconds(ms: float | None) -> str:
    return "–" if ms is None else f"{ms / 1000:.2f} 秒"
