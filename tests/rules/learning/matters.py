"""Calls about three units, made of parts, for what learning promises; no claim about real calls."""

import random

from callcenter.learning.training import Example

PARTS = {
    "水务局": ["自来水", "停水", "水压", "水管爆", "水费", "积水", "下水道", "水发黄"],
    "城市管理局": ["路灯", "垃圾", "占道", "摊贩", "违建", "油烟", "井盖", "广告牌"],
    "公安局": ["身份证", "户口", "噪音", "狗咬", "被偷", "违停", "骗钱", "打架"],
}
BEFORE = ["你好我想反映", "喂我们小区", "请问一下", "我家门口", "昨天晚上", "我要投诉"]
AFTER = ["好几天了", "没人管", "怎么办", "麻烦处理一下", "影响老百姓生活", "到现在都没解决"]


def matters(count: int, seed: int = 1, wrong: float = 0.0) -> list[Example]:
    """So many calls in order of time; `wrong`: share with a label drawn at random."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    made = []
    for number in range(count):
        label = chance.choice(sorted(PARTS))
        said = chance.choice(BEFORE) + "".join(chance.sample(PARTS[label], 2)) + chance.choice(AFTER)
        shown = chance.choice(sorted(PARTS)) if chance.random() < wrong else label
        made.append(Example(text=said, label=shown, at=1000.0 + number))
    return made
