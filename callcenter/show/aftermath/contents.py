"""Every file that is made of a show: where it goes, who may have it, and the function that makes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from callcenter.documents.document import Document
from callcenter.documents.formats import Format, write
from callcenter.show.aftermath import log_documents as logs
from callcenter.show.aftermath import matter_documents as matters
from callcenter.show.aftermath.clips import Clips
from callcenter.show.aftermath.file_names import file_name, safe_part
from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.material import Material
from callcenter.show.aftermath.register_document import TITLE as REGISTER_TITLE
from callcenter.show.aftermath.register_document import register_document
from callcenter.show.aftermath.sound_files import WRITE_RATE_HZ, SoundForm, can_write, encoded
from callcenter.show.aftermath.transcript import clip_subtitles, for_archive, for_outlets, subtitles
from callcenter.show.cues import Cue
from callcenter.show.subtitles import srt, webvtt
from queueing.show.aftermath.edit_list import cmx3600
from queueing.show.aftermath.record import Item

BOM = "\ufeff"  # editing programs on Chinese Windows take a file without one for GBK


class Shelf(StrEnum):
    """What kind of file it is: also its folder."""

    AS_RUN = "as-run"
    TRANSCRIPT = "transcript"
    SUBTITLES = "subtitles"
    CLIPS = "clips"
    EDIT = "edit"
    FOLLOW_UP = "follow-up"
    FORMS = "forms"
    REGISTER = "register"
    FIGURES = "figures"
    SCORE = "score"
    ARCHIVE = "archive"


OF_PROMISES = (Shelf.FOLLOW_UP, Shelf.REGISTER)  # made anew when somebody says something about promises or media
OF_UNITS = (Shelf.REGISTER, Shelf.FORMS)  # what units are sent after a show, and what it is checked off against


class Audience(StrEnum):
    """Who may have it."""

    OUTLETS = "outlets"  # what listeners heard, numbers hidden
    OFFICE = "office"  # names citizens, or holds what never went out


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A file to be made. `name`: without its folder; `doing`: what people see while it is made."""

    shelf: Shelf
    name: str
    audience: Audience
    doing: str
    make: Callable[[], bytes]

    @property
    def path(self) -> str:
        """Under the show's folder."""
        return f"{self.shelf}/{self.name}"


def orders(m: Material) -> list[Order]:
    """All of them, the quick ones first: texts are wanted at once, sound takes longer."""
    clips = Clips(m)
    return [
        *_logs(m),
        *_texts(m),
        *_matters(m),
        *(_edit_list(m, clips) if m.edits else ()),
        *(one for item in m.show.aired if m.clips and clips.tracks(item) for one in _clip(m, clips, item)),
    ]


def _logs(m: Material) -> Iterator[Order]:
    for outlet in m.outlets:
        yield from _document(
            Shelf.AS_RUN,
            f"播出记录_{safe_part(outlet.title)}",
            (Format.XLSX, Format.CSV),
            partial(logs.log_document, m, outlet),
        )
    kept = partial(logs.archive_document, m)
    yield from _document(Shelf.ARCHIVE, "播出记录_存档", (Format.XLSX,), kept, Audience.OFFICE)


def _texts(m: Material) -> Iterator[Order]:
    shown = partial(_transcript, m, archive=False)
    yield from _document(Shelf.TRANSCRIPT, "文字稿", (Format.DOCX,), shown)
    yield Order(
        shelf=Shelf.TRANSCRIPT,
        name="文字稿.txt",
        audience=Audience.OUTLETS,
        doing="文字稿",
        make=lambda: logs.transcript_text(m, for_outlets(m)).encode(),
    )
    kept = partial(_transcript, m, archive=True)
    yield from _document(Shelf.ARCHIVE, "文字稿_存档", (Format.DOCX,), kept, Audience.OFFICE)
    for outlet in m.outlets:
        yield from _cue_files(Shelf.SUBTITLES, f"字幕_{safe_part(outlet.title)}", partial(subtitles, m, outlet))


def _transcript(m: Material, *, archive: bool) -> Document:
    return logs.transcript_document(m, for_archive(m) if archive else for_outlets(m), archive=archive)


def _matters(m: Material) -> Iterator[Order]:
    office = (Format.DOCX, Format.XLSX)
    listed = (*office, Format.CSV)
    yield from _document(Shelf.FIGURES, "节目数据", office, partial(matters.figures_document, m))
    yield from _document(Shelf.FOLLOW_UP, "回音壁跟踪清单", listed, partial(matters.follow_up_document, m))
    yield from _document(Shelf.SCORE, "上线单位效能评价", office, partial(matters.score_document, m), Audience.OFFICE)
    register = partial(register_document, m)
    yield from _document(Shelf.REGISTER, REGISTER_TITLE, listed, register, Audience.OFFICE)
    for unit in matters.form_units(m):
        name = f"群众诉求办理情况表_{safe_part(unit)}"
        made = partial(matters.form_document, m, unit)
        yield from _document(Shelf.FORMS, name, (*office, Format.PDF), made, Audience.OFFICE)


def _edit_list(m: Material, clips: Clips) -> Iterator[Order]:
    for number, part in enumerate(("上集", "下集"), 1):
        title = f"{m.show.show_id} PART {number}"
        yield Order(
            shelf=Shelf.EDIT,
            name=f"精编版_{part}.edl",
            audience=Audience.OUTLETS,
            doing=f"剪辑表 {part}",
            make=lambda part=part, title=title: cmx3600(title, clips.parts()[part]).encode(),  # type: ignore[misc]
        )
    yield from _document(Shelf.EDIT, "精编版_剪辑表", (Format.XLSX,), lambda: logs.edit_document(m, clips.parts()))


def _clip(m: Material, clips: Clips, item: Item) -> Iterator[Order]:
    stem = clips.stem(item)
    for form in (SoundForm.WAV, SoundForm.MP3):
        if can_write(form):
            yield _sound(Shelf.CLIPS, stem, form, Audience.OUTLETS, partial(clips.air, item))
    yield from _cue_files(Shelf.CLIPS, stem, lambda: clip_subtitles(m, clips.plan(item).air))
    yield _sound(Shelf.ARCHIVE, f"{stem}_存档", SoundForm.FLAC, Audience.OFFICE, partial(clips.archive, item))


def _sound(shelf: Shelf, stem: str, form: SoundForm, audience: Audience, made: Callable[[], Sound]) -> Order:
    return Order(
        shelf=shelf,
        name=f"{stem}.{form}",
        audience=audience,
        doing=f"声音 {stem}.{form}",
        make=lambda: encoded(made(), WRITE_RATE_HZ, form),
    )


def _cue_files(shelf: Shelf, stem: str, made: Callable[[], Sequence[Cue]]) -> Iterator[Order]:
    for ending, told in (("srt", lambda cues: BOM + srt(cues)), ("vtt", webvtt)):
        yield Order(
            shelf=shelf,
            name=f"{stem}.{ending}",
            audience=Audience.OUTLETS,
            doing=f"字幕 {stem}.{ending}",
            make=lambda told=told: told(made()).encode(),  # type: ignore[misc]
        )


def _document(
    shelf: Shelf,
    stem: str,
    formats: Sequence[Format],
    made: Callable[[], Document],
    audience: Audience = Audience.OUTLETS,
) -> Iterator[Order]:
    for form in formats:
        yield Order(
            shelf=shelf,
            name=file_name(stem, ending=form.ending),
            audience=audience,
            doing=f"{stem}.{form.ending}",
            make=lambda form=form: write(made(), form),  # type: ignore[misc]
        )
