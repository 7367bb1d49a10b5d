"""Which characters the fonts of the PDF have: the three families that come with Typst, in roman, bold, italic and both.

Typst draws an empty box for a character without a glyph and says nothing; so what is missing is found here, before. A test
sets every character of this table in every style and has Typst itself look for a missing glyph.
"""

from __future__ import annotations

import re
from typing import Final

#: Tried in this order for each character. No other font is used, so that a page looks the same on every machine.
FAMILIES: Final = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")

#: Stands for a character that no font has.
MISSING: Final = "□"

#: Code points in hexadecimal: single ones, and ranges with both ends.
_COVERED: Final = (
    "20-7e a0-ac ae-34e 350-377 37a-37f 384-38a 38c 38e-3a1 3a3-4ff 510-513 51a-51d 531-556 559-58a 58d-58f "
    "591-5c7 5d0-5ea 5ef-5f4 e3f e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5 ea7 eaa-eab ead-eb9 "
    "ebb-ebc ec8-ecd 10d0-10ff 13a0-13f5 13f8-13fb 1ab0-1ace 1d00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d "
    "1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 "
    "1ff6-1ffe 2000-200a 2010-2027 2029 202f-2037 2039-2040 2042 2044-204b 204f 2052 2054 205f 2070-2071 "
    "2074-208e 2090-209c 20a0-20b5 20b8-20ba 20bd 20bf 20d0-20f0 2100-2103 2105-2106 2109 210c-210f 2111 "
    "2113 2115-2117 2119-211a 211c-211e 2120 2122 2124 2126-2127 212a-212b 212e 2135-2139 2148 2150-2151 "
    "2153-2184 2189 2190-2220 2222-222d 2234-223d 2241-226b 226d-228b 228d-22a5 22b2-22b5 22b8 22c2-22c6 "
    "22cd-22d1 22da-22e9 22ef 2300-2306 2308-2315 2318-2319 231c-2321 2325-232b 2335-237a 237d 2380-2383 "
    "2388-238b 2395 239b-23ae 23ce-23cf 23d3 2422-2423 2500-2600 2605 2619 261b 261e 2627 262d 262f "
    "2638-2653 2660-2667 2669-266f 2695 2698 26a2-26a4 26ad-26ae 271d 2767 27c2 27c5-27c6 27dc 27e0 "
    "27e6-27eb 27f5-27f7 2987-2988 2997-2998 29eb 29fa-29fb 2a00 2a2f 2a6a-2a6b 2b05-2b0d 2b12-2b1a "
    "2c60-2c70 2c74-2c77 2c79-2c7a 2c7c-2cf3 2cf9-2cff 2e18 2e1f 2e22-2e25 2e2e 301a-301b a46a-a46b a640 "
    "a648 a656 a708-a716 a71b-a727 a789-a78e a790-a791 a7aa a7f8-a7f9 ab70-abbf fb00-fb06 fb13-fb17 "
    "fb1d-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4f fe20-fe2f fe66 fffc-fffd 10140-1018e 102e0-102fb "
    "1d106-1d107 1d55a "
)
#: Characters that show nothing by themselves, and that Typst takes: they join, part, turn, or allow a break.
_SILENT: Final = "ad 200b-200f 202a-202e 2060-2064 2066-2069"
#: Characters that show nothing, and that no font needs to have.
_DROPPED: Final = re.compile("[\ufeff\ufe00-\ufe0f\U000e0000-\U000e007f]")
_SPACES: Final = re.compile("[\u1680\u2000-\u200a\u205f\u3000\t\x0b\x0c]")


def _class(ranges: str) -> str:
    """The inside of a character class of a pattern."""
    return "".join("-".join(f"\\U{int(end, 16):08x}" for end in part.split("-")) for part in ranges.split())


_UNCOVERED: Final = re.compile(f"[^{_class(_COVERED + _SILENT)}]")


def covered() -> str:
    """Every character that every style of the fonts has, in order."""
    ends = [[int(end, 16) for end in part.split("-")] for part in _COVERED.split()]
    return "".join(chr(code) for pair in ends for code in range(pair[0], pair[-1] + 1))


def missing_in(text: str) -> list[str]:
    """The characters of ``text`` that no font has, one by one, in order."""
    return _UNCOVERED.findall(_shown(text))


def settable(text: str) -> str:
    """``text`` with :data:`MISSING` for each character that no font has."""
    return text if text.isascii() and text.isprintable() else _UNCOVERED.sub(MISSING, _shown(text))


def _shown(text: str) -> str:
    return _SPACES.sub(" ", _DROPPED.sub("", text))
