"""What the media follow-up of a matter is called on paper. Pure."""

from collections.abc import Mapping

from callcenter.masking import mask_numbers_in
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.media import Media

MEDIA: Mapping[MediaState, str] = {
    MediaState.UNDECIDED: "未安排",
    MediaState.TO_FOLLOW: "待跟进",
    MediaState.REPORTING: "采访中",
    MediaState.REPORTED: "已播出",
    MediaState.ENDED: "不再跟进",
}


def followed_by_media(found: Media, *, why: bool = False) -> str:
    """How far it is, and where and when the last report went out; `why`: with the reason it is followed no more."""
    reported = found.reports
    told = [MEDIA[found.state]]
    if reported:
        more = f"等 {len(reported)} 次" if len(reported) > 1 else ""
        told.append(f"{_report(reported[-1])}{more}")
    if why and found.state is MediaState.ENDED and found.last:
        told.append(mask_numbers_in(found.last.note))
    return "\n".join(told)


def _report(one: MediaFollowed) -> str:
    return f"{mask_numbers_in(one.outlet)} {one.on:%-m月%-d日}" if one.on else mask_numbers_in(one.outlet)
