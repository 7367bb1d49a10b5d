"""Names of HTML's elements, by what they mean for words: rules as data.

Source: the HTML Living Standard (whatwg.org), parsing and rendering; older names as browsers still show them.
"""

from __future__ import annotations

from typing import Final

from transflow.domain.codes import CodeKind


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}

#: Elements that have no end tag.
VOID: Final = _named(
    """
    area base basefont bgsound br col command embed frame hr img input keygen link meta param source
    track wbr
    """
)
#: Elements whose content is no markup at all.
RAW: Final = _named(
    """
    iframe noembed noframes noscript script style textarea title xmp
    """
)
#: Elements left alone whole, whatever is in them.
OPAQUE: Final = _named(
    """
    applet audio button canvas datalist map math object pre select svg template video
    """
)
#: Elements that begin and end a block. Unknown elements do not.
BLOCK: Final = _named(
    """
    address article aside base basefont bgsound blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html legend li link listing main menu meta nav noframes ol p plaintext pre search
    section summary table tbody td tfoot th thead title tr ul xmp
    """
)
#: What nobody sees.
UNSEEN: Final = _named(
    """
    datalist noscript script style template
    """
)
#: Program text and formulas: words that nobody translates.
VERBATIM: Final = _named(
    """
    code kbd math samp tt var
    """
)

KIND_OF: Final = {
    "b": CodeKind.STRONG,
    "strong": CodeKind.STRONG,
    "cite": CodeKind.EMPHASIS,
    "dfn": CodeKind.EMPHASIS,
    "em": CodeKind.EMPHASIS,
    "i": CodeKind.EMPHASIS,
    "ins": CodeKind.UNDERLINE,
    "u": CodeKind.UNDERLINE,
    "del": CodeKind.STRIKE,
    "s": CodeKind.STRIKE,
    "strike": CodeKind.STRIKE,
    "sub": CodeKind.SUBSCRIPT,
    "sup": CodeKind.SUPERSCRIPT,
    "q": CodeKind.QUOTE,
    "br": CodeKind.BREAK,
    "img": CodeKind.IMAGE,
    "image": CodeKind.IMAGE,
    "picture": CodeKind.IMAGE,
}

#: What an opening tag ends that is still open: the names, and where the search for them stops.
ENDED_BY: Final = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr", "caption", "colgroup"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "thead": (frozenset({"tbody", "thead", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
    "body": (frozenset({"head"}), frozenset({"body"})),
}
#: Elements that an end tag from inside does not reach over, and the names that it may end all the same.
CELLS: Final = frozenset({"td", "th", "caption"})
TABLE_PARTS: Final = _named(
    """
    table tbody thead tfoot tr td th caption colgroup
    """
)

#: Attributes whose text readers see or hear.
WORDED_ATTRIBUTES: Final = ("alt", "title", "aria-label")
#: ``<meta>`` by name or property whose content is words.
WORDED_METAS: Final = frozenset(
    {
        "description",
        "dc.title",
        "dc.description",
        "og:title",
        "og:description",
        "og:image:alt",
        "twitter:title",
        "twitter:description",
        "twitter:image:alt",
    }
)

#: Classes by which pages call the pieces of an article.
KICKER_CLASSES: Final = frozenset({"kicker", "eyebrow", "overline", "rubric"})
BYLINE_CLASSES: Final = frozenset({"byline", "author", "author-name", "entry-author", "post-author", "p-author"})
BIOGRAPHY_CLASSES: Final = frozenset({"about-author", "author-bio", "author-description", "bio", "biography"})
HIGHLIGHT_CLASSES: Final = frozenset({"standfirst", "dek", "deck", "subtitle", "lede", "highlight", "highlights"})
CAPTION_CLASSES: Final = frozenset({"wp-caption-text", "wp-element-caption", "caption", "image-caption"})
#: Classes and ids of what surrounds an article on a page.
SURROUNDINGS: Final = frozenset(
    {
        "addtoany_share_save_container",
        "breadcrumb",
        "breadcrumbs",
        "comments",
        "comments-area",
        "cookie-banner",
        "jp-relatedposts",
        "post-navigation",
        "related-posts",
        "share-buttons",
        "sharedaddy",
        "sidebar",
        "site-footer",
        "site-header",
        "social-links",
        "wp-block-comments",
        "wp-block-social-links",
    }
)
#: Roles of a page's surroundings (WAI-ARIA landmarks).
LANDMARKS: Final = frozenset({"banner", "complementary", "contentinfo", "form", "navigation", "search"})
