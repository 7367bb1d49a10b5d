"""Whatever the words are: what goes into a catalogue comes out of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from transflow.errors import InputError
from transflow.formats.catalogues import Catalogue, CatalogueEntry, read_po, write_po

TENDER = '"\\\n\t\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u200c\u00a0\ufeff#~|,.: [1]{^}abİжß\U0001f600\U000f0000\x07\x7f'
texts = st.text(
    st.sampled_from(TENDER) | st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40
)
#: A comment is lines of text: every other line end becomes a newline on the way out.
comments = texts.map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n"))
one_liners = texts.map(lambda text: " ".join(text.split())).filter(bool)
references = st.tuples(st.from_regex(r"[a-zç]+( [a-z]+)*\.txt", fullmatch=True), st.integers(1, 9999))


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    entries = draw(
        st.lists(
            st.builds(
                CatalogueEntry,
                unit=texts.filter(bool),
                source=texts.filter(bool),
                target=texts,
                fuzzy=st.booleans(),
                previous_source=st.none() | texts,
                translator_comment=comments,
                extracted=st.lists(one_liners, max_size=2).map(tuple),
                reference=st.none() | references,
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda entry: entry.unit,
        )
    )
    retired = draw(st.integers(0, len(entries) - 1))
    entries[:retired] = [
        replace(e, obsolete=True, extracted=(), reference=None, previous_source=None) for e in entries[:retired]
    ]
    entries = sorted(entries, key=lambda entry: entry.obsolete)
    return Catalogue(
        name="port", locale="ru", source_locale="en", base="b", entries=tuple(entries), header=draw(comments)
    )


@given(catalogues())
@example(
    Catalogue(
        name="port",
        locale="tr",
        source_locale="en",
        base="b",
        entries=(CatalogueEntry(unit="a", source="\u2028", target="\x85", translator_comment="\n\n# x \n"),),
    )
)
def test_written_and_read_is_the_same(catalogue: Catalogue) -> None:
    incoming = read_po(write_po(catalogue))
    assert incoming.problems == ()
    assert [replace(entry, line=0) for entry in incoming.entries] == list(catalogue.entries)


@given(catalogues())
def test_written_twice_is_the_same(catalogue: Catalogue) -> None:
    assert write_po(catalogue) == write_po(catalogue)


@given(catalogues(), st.data())
def test_damage_is_refused_or_harmless_but_never_a_traceback(catalogue: Catalogue, draws: st.DataObject) -> None:
    content = write_po(catalogue)
    start = draws.draw(st.integers(0, len(content)))
    end = draws.draw(st.integers(start, min(len(content), start + 30)))
    try:
        read_po(content[:start] + draws.draw(st.binary(max_size=4)) + content[end:])
    except InputError:
        return


@given(st.binary(max_size=300) | st.text(st.sampled_from('msgidctxtr "\\\n#~|,:.a'), max_size=200).map(str.encode))
def test_anything_else_is_refused_or_read(content: bytes) -> None:
    try:
        read_po(content)
    except InputError:
        return
