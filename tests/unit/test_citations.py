"""Citation notes: their parts, and their apparatus in each language and style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.citations import PartKind, not_understood, parts
from transflow.domain.language import profile
from transflow.domain.language.apparatus import localise

K = PartKind
#: English note → (Turkish house, İSNAD, Russian house, GOST, German).
NOTES = {
    "Ibid.": ("Aynı yer.", "Aynı yer.", "Там же.", "Ibid.", "Ebd."),
    "Ibid., p. 14.": ("Aynı yer, s. 14.", "Aynı yer, 14.", "Там же. С. 14.", "Ibid. P. 14.", "Ebd., S. 14."),
    "Ibid., pp. 14-18.": (
        "Aynı yer, ss. 14-18.", "Aynı yer, 14-18.", "Там же. С. 14–18.", "Ibid. P. 14–18.", "Ebd., S. 14–18.",
    ),
    "“A Title”, Journal, p. 3.": (
        "“A Title”, Journal, s. 3.", "“A Title”, Journal, 3.", "“A Title”, Journal, С. 3.", "“A Title”, Journal, P. 3.",
        "“A Title”, Journal, S. 3.",
    ),
    "“A Title”, Journal, pp. 3–9, (Access Date: 23.05.2024).": (
        "“A Title”, Journal, ss. 3-9, (Erişim Tarihi: 23.05.2024).",
        "“A Title”, Journal, 3-9, (Erişim 23 Mayıs 2024).",
        "“A Title”, Journal, С. 3–9, (дата обращения: 23.05.2024).",
        "“A Title”, Journal, P. 3–9, (дата обращения: 23.05.2024).",
        "“A Title”, Journal, S. 3–9, (Zugriff am 23.05.2024).",
    ),
    "“Pp. 1 and Ibid.”, Review, accessed May 2, 2024.": (
        "“Pp. 1 and Ibid.”, Review, Erişim Tarihi: 02.05.2024.",
        "“Pp. 1 and Ibid.”, Review, Erişim 2 Mayıs 2024.",
        "“Pp. 1 and Ibid.”, Review, дата обращения: 02.05.2024.",
        "“Pp. 1 and Ibid.”, Review, дата обращения: 02.05.2024.",
        "“Pp. 1 and Ibid.”, Review, Zugriff am 02.05.2024.",
    ),
    "See “A Title”, Journal, https://example.org/a; see also “Another”, Review, https://example.org/b.": (
        "Bkz. “A Title”, Journal, https://example.org/a; ayrıca bkz. “Another”, Review, https://example.org/b.",
        "bk. “A Title”, Journal, https://example.org/a; ayrıca bk. “Another”, Review, https://example.org/b.",
        "См. “A Title”, Journal, https://example.org/a; см. также “Another”, Review, https://example.org/b.",
        "См.: “A Title”, Journal, https://example.org/a; см. также: “Another”, Review, https://example.org/b.",
        "Siehe “A Title”, Journal, https://example.org/a; siehe auch “Another”, Review, https://example.org/b.",
    ),
    "Jane Miller et al., “A Title”, Journal.": (
        "Jane Miller vd., “A Title”, Journal.", "Jane Miller vd., “A Title”, Journal.",
        "Jane Miller и др., “A Title”, Journal.", "Jane Miller et al., “A Title”, Journal.",
        "Jane Miller u. a., “A Title”, Journal.",
    ),
    "Miller, op. cit., p. 7.": (
        "Miller, a.g.e., s. 7.", "Miller, age., 7.", "Miller, указ. соч., С. 7.", "Miller, Op. cit., P. 7.",
        "Miller, a. a. O., S. 7.",
    ),
    "Jane Miller (ed.), “Ports”, Press, https://example.org/p.3/ibid.": (
        "Jane Miller (ed.), “Ports”, Press, https://example.org/p.3/ibid.",
        "Jane Miller (ed.), “Ports”, Press, https://example.org/p.3/ibid.",
        "Jane Miller (ред.), “Ports”, Press, https://example.org/p.3/ibid.",
        "Jane Miller (ed.), “Ports”, Press, https://example.org/p.3/ibid.",
        "Jane Miller (Hrsg.), “Ports”, Press, https://example.org/p.3/ibid.",
    ),
    "Quoted in “A Title”, Journal, p. 2.": None,
    "“A Title”, quoted in “Another”, Review.": (
        "“A Title”, akt. “Another”, Review.", "“A Title”, akt. “Another”, Review.",
        "“A Title”, цит. по: “Another”, Review.", "“A Title”, цит. по: “Another”, Review.",
        "“A Title”, zit. nach “Another”, Review.",
    ),
}  # fmt: skip
STYLES = (("tr", "house"), ("tr", "isnad"), ("ru", "house"), ("ru", "gost"), ("de", "house"))


@pytest.mark.parametrize("note", [note for note, wanted in NOTES.items() if wanted])
@pytest.mark.parametrize("place", range(len(STYLES)))
def test_the_apparatus_alone_is_localised(note: str, place: int) -> None:
    locale, style = STYLES[place]
    wanted = NOTES[note]
    assert wanted is not None
    assert profile(locale).localise_apparatus(note, style=style) == wanted[place]


@pytest.mark.parametrize(
    ("locale", "style", "note", "wanted"),
    [
        ("tr", "house", "Ibid., p. 4; “B”, Review, p. 3.", "Aynı yer, s. 4; “B”, Review, s. 3."),
        ("ru", "house", "Ibid., p. 4; “B”, Review, p. 3.", "Там же. С. 4; “B”, Review, С. 3."),
        ("tr", "house", "Ibid.; “B”, Review, p. 3.", "Aynı yer; “B”, Review, s. 3."),
        ("de", "house", "Ibid.; “B”, Review, p. 3.", "Ebd.; “B”, Review, S. 3."),
        ("tr", "house", "‘A Title: see p. 3’, Review, p. 5.", "‘A Title: see p. 3’, Review, s. 5."),
        ("ru", "gost", "«Доклад», Известия, p. 3.", "«Доклад», Известия, С. 3."),
        ("ru", "gost", "“A Report”, Review, p. 3.", "“A Report”, Review, P. 3."),
        ("tr", "house", "Miller, Op. cit., p. 7.", "Miller, A.g.e., s. 7."),
        ("ru", "house", "Op. cit., p. 7.", "Указ. соч., С. 7."),
    ],
)
def test_cases_that_a_reader_found(locale: str, style: str, note: str, wanted: str) -> None:
    assert profile(locale).localise_apparatus(note, style=style) == wanted


PIECES = st.sampled_from(
    [
        "Ibid.", "p. 14", "pp. 3–9", "“Pages p. 3, ibid., see”", "https://example.org/p.3?see=1", "Jane Miller", "et al.",
        "(ed.)", "op. cit.", "see", "See also", "Access Date: 23.05.2024", "accessed 2 May 2024", "Harbour Review",
        "vol. 3", "forthcoming", "; ", ", ", "2024",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map(" ".join))
@pytest.mark.parametrize(("locale", "style"), STYLES)
def test_titles_and_addresses_stay_and_a_second_time_changes_nothing(locale: str, style: str, note: str) -> None:
    once = profile(locale).localise_apparatus(note, style=style)
    if once is None:
        return
    assert once.count("“Pages p. 3, ibid., see”") == note.count("“Pages p. 3, ibid., see”")
    assert once.count("https://example.org/p.3?see=1") == note.count("https://example.org/p.3?see=1")
    apparatus = profile(locale).styles.get(style) or profile(locale).apparatus
    assert apparatus is not None
    assert localise(once, apparatus) == once
    for word in ("Jane Miller", "Harbour Review", "forthcoming", "23.05.2024" if style != "isnad" else ""):
        assert once.count(word) == note.count(word) or not word


@pytest.mark.parametrize(
    ("note", "kinds"),
    [
        ("Ibid., p. 14.", [K.IBID]),
        (
            "Jane Miller, “A Title”, Harbour Review, vol. 3, 12 March 2026, pp. 3–9, https://example.org/a, (Access Date: 12.03.2026).",
            [K.AUTHOR, K.TITLE, K.OUTLET, K.VOLUME, K.DATE, K.PAGES, K.ADDRESS, K.ACCESS],
        ),
        ("See “A Title”, Journal; see also “Another”, Review.", [K.POINTER, K.TITLE, K.OUTLET, K.POINTER, K.TITLE, K.OUTLET]),
        ("Miller et al., op. cit., p. 7.", [K.AUTHOR, K.ROLE, K.EARLIER, K.PAGES]),
        ("“A Title”, forthcoming, 2027.", [K.TITLE, K.UNKNOWN, K.DATE]),
    ],
)  # fmt: skip
def test_a_note_is_taken_apart(note: str, kinds: list[PartKind]) -> None:
    found = parts(note)
    assert [part.kind for part in found] == kinds
    assert all(note[part.start : part.end].strip() == part.text for part in found)


def test_what_stays_in_english_is_said() -> None:
    assert not_understood("“A Title”, interview with the author, 2024.") == ("interview with the author",)
    assert not_understood("Jane Miller, “A Title”, Bank of the South, 2024, p. 3.") == ()


@given(st.text(max_size=80))
def test_any_note_can_be_taken_apart(note: str) -> None:
    found = parts(note)
    assert all(0 <= part.start < part.end <= len(note) for part in found)
    assert [part.start for part in found] == sorted(part.start for part in found)
