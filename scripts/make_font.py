"""Make the font that PDF documents embed: Noto Serif CJK SC cut down to the characters of GBK, under a name of its own.

    python scripts/make_font.py /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc

The source is Debian's fonts-noto-cjk (SIL Open Font License 1.1, which allows this and keeps its licence).
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "callcenter" / "documents" / "fonts" / "lianxin-song.otf"
SIMPLIFIED = 2  # the SC face of the collection
NAME = "Lianxin Song"
EXTRA = (range(0x2000, 0x2070), range(0x2100, 0x2200), range(0x2460, 0x2500), range(0x25A0, 0x2600), [0x3007, 0x20AC])
DROPPED = ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]


def characters() -> set[int]:
    """GBK (20,902 ideographs, all that a Chinese input method gives) and marks that documents use."""
    return {code for code in range(0x20, 0x10000) if _in_gbk(code)} | {code for some in EXTRA for code in some}


def _in_gbk(code: int) -> bool:
    try:
        chr(code).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write the file."""
    font = TTFont(sys.argv[1], fontNumber=SIMPLIFIED)
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += DROPPED
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4):
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    inside = font["CFF "].cff
    inside.fontNames = [NAME.replace(" ", "")]
    inside[0].FullName = inside[0].FamilyName = NAME
    OUT.parent.mkdir(parents=True, exist_ok=True)
    font.save(OUT)
    print(f"{OUT}: {OUT.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main()
