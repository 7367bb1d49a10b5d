"""What is noticed in a container, by code: the words of each finding. The faces fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from transflow.errors import N_

#: Code → message template. Lines are those of the container.
MESSAGES: Final[Mapping[str, str]] = {
    "post-unreadable": N_("A post is not well-formed XML and was left out ({reason}); correct it, or export it again."),
    "post-not-utf8": N_(
        "A post is not in the encoding that the file declares and was left out; it looks like {looks_like}."
    ),
    "export-cut-off": N_("The file is cut off here; what stands before was taken. Export it again for the rest."),
    "controls-taken-out": N_(
        "The file holds {count} invisible control characters that XML does not allow; they were taken out."
    ),
    "post-without-words": N_("“{title}” has no content and was left out."),
    "post-in-other-language": N_("“{title}” is in {language}, not in {source}, and was left out."),
    "post-mixes-languages": N_(
        "“{title}” holds several languages in one text and was left out; export it in one language."
    ),
    "post-protected": N_("“{title}” is protected by a password and was left out."),
    "post-renamed": N_("“{title}” has the address of another post; it is called {name} here."),
    "footnotes-unreadable": N_(
        "The footnotes of “{title}” cannot be read ({reason}); export it again, or correct them."
    ),
    "footnotes-missing": N_("“{title}” cites {count} footnotes that the export does not hold."),
    "excerpt-left-out": N_("The excerpt of “{title}” was not taken; it is not part of the article."),
    "posts-not-published": N_("{count} posts are not published and were left out."),
    "kind-left-out": N_("{count} items of the kind “{kind}” are no posts and no pages and were left out."),
    "export-without-posts": N_("The export holds no post that can be taken."),
}
