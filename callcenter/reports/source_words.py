"""What the ways in are called on paper: a ticket says a code, or the name that the site gave a source of its own."""

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "phone": "电话",
    "hotline": "电话",
    "voicemail": "电话留言",
    "show": "政风热线",
    "web": "网站",
    "mailbox": "信箱",
    "wechat": "微信",
    "weibo": "微博",
    "sms": "短信",
    "app": "客户端",
    "letter": "来信",
    "grid": "网格员",
    "110": "110 非警务分流",
}


def source_name(source: str) -> str:
    """Its name; one that is a name already stays."""
    return _NAMES.get(source, source)
