from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from transflow.domain.segmentation import Segmenter

SEGMENTERS = {language: Segmenter(language, ["Gaz."]) for language in ("en", "tr", "ru")}
WORDS = [
    "The", "talks", "ended", "Dr", "No", "Art", "U.S", "p.m", "Inc", "I", "B", "A", "5", "2023", "IV", "iPhone", "However",
    "NATO", "etc", "e.g", "Gaz", "г", "т. д", "Я", "Однако", "İran", "vb", "Ancak", "(", ")", "“", "”", "«", "»", "‘", "’",
    '"', "'", "—", "•", "1)", "2)", "a)", "b)", "<1>", "</1>", "https://a.example/b?c", "http://x.example/A.B.The", "…", "2.",
]  # fmt: skip
MARKS = [".", ".", ".", "?", "!", "...", "…", ",", ":", "?!", ". . .", ""]
JOINTS = [" ", " ", " ", "", "\n", "\u00a0", "  "]
MARKERS = ["[1]", "[2]", "[12]"]

prose = st.lists(
    st.tuples(
        st.sampled_from(WORDS),
        st.sampled_from(MARKS),
        st.sampled_from(["", "", "", "”", ")", '"']),
        st.sampled_from(JOINTS),
    ),
    max_size=14,
).map(lambda parts: "".join("".join(part) for part in parts))
texts = st.one_of(prose, st.text(max_size=60), st.text(alphabet=' .!?…"”“()[]1aA\n\ufdd0¹', max_size=40))
languages = st.sampled_from(sorted(SEGMENTERS))


@given(texts, languages, st.booleans())
def test_spans_are_ordered_and_cover_everything_but_white_space(text: str, language: str, note: bool) -> None:
    spans = SEGMENTERS[language].spans(text, note=note)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(texts, languages)
def test_sentences_are_the_text_of_the_spans(text: str, language: str) -> None:
    segmenter = SEGMENTERS[language]
    assert segmenter.sentences(text) == [text[start:end] for start, end in segmenter.spans(text)]


@given(
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(MARKERS), st.sampled_from(JOINTS)),
        max_size=10,
    ),
    languages,
    st.booleans(),
    st.booleans(),
)
def test_no_span_splits_a_marker(parts: list[tuple[str, ...]], language: str, note: bool, known: bool) -> None:
    text = "".join("".join(part) for part in parts)
    markers = [m.span() for m in re.finditer(r"\[\d+\]", text)]
    for start, end in SEGMENTERS[language].spans(text, markers=markers if known else None, note=note):
        for low, high in markers:
            assert not low < start < high
            assert not low < end < high


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Talks with Dr", "It ended at 5 p.m", "He moved to the U.S", "See No", "NATO agreed", "Who pays"]
            ),
            st.sampled_from([".", "?", "!", "…"]),
            st.sampled_from(["", "”", ")"]),
            st.sampled_from([*MARKERS, "[1][2]", "[1]–[3]", ""]),
        ),
        max_size=8,
    )
)
def test_hiding_markers_changes_no_boundary(parts: list[tuple[str, str, str, str]]) -> None:
    with_markers = " ".join("".join(part) for part in parts)
    without = " ".join("".join(part[:3]) for part in parts)
    plain = re.compile(r"\[\d+\]–?")
    assert [plain.sub("", s) for s in Segmenter().sentences(with_markers)] == Segmenter().sentences(without)


@given(
    st.lists(
        st.sampled_from(
            [
                "The talks ended.", "Who pays?", "Dr. Karaca disagreed.", "It rose by 3.5%.[1]", "At 5 p.m. NATO met.",
                "He moved to the U.S.", "However, Art. 5 applies.", "“We are ready,” he said.", "(Nobody came.)",
                "1. Coal stays.", "See pp. 4–9, e.g. Rowan.", "Between you and I.", "iPhone owners lost.", "What a day![2][3]",
            ]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_sentence_is_one_sentence(sentences: list[str]) -> None:
    segmenter = Segmenter()
    for sentence in segmenter.sentences(" ".join(sentences)):
        assert segmenter.sentences(sentence) == [sentence]


@given(texts, languages)
def test_the_rules_are_immutable(text: str, language: str) -> None:
    segmenter = SEGMENTERS[language]
    first = segmenter.spans(text)
    segmenter.spans("Other. Text.")
    assert segmenter.spans(text) == first
