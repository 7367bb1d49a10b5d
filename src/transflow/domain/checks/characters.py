"""Characters that no text may hold: NUL and other controls, broken decoding, private use, separators tools choke on."""

from __future__ import annotations

import re
from typing import Final

from transflow.domain.checks.ground import Ground, Group
from transflow.domain.findings import Finding

# Tab and line ends are white space. U+FFFD is what a wrong decoding leaves; U+2028 and U+2029 break catalogues. The
# embeddings, overrides and isolates of the bidirectional algorithm (UAX 9) show a text in another order than it has.
_UNWANTED: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069\ufffd\ufffe\uffff\ue000-\uf8ff]"
)


def check(group: Group, ground: Ground) -> list[Finding]:
    """Finding ``control-character`` of one group: the first one."""
    found = _UNWANTED.search(group.target)
    if found is None:
        return []
    return [ground.finding("control-character", group, {"character": f"U+{ord(found.group()):04X}"}, found.span())]
