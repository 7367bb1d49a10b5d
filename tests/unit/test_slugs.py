"""Addresses for titles in Turkish, Russian and any other script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.slugs import LIMIT, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Güney Kore’nin NATO ile ilişkileri", "guney-korenin-nato-ile-iliskileri"),
        ("Orta Koridor’un Türkiye İçin Anlamı", "orta-koridorun-turkiye-icin-anlami"),
        ("IĞDIR ve ığdır", "igdir-ve-igdir"),
        ("  Two   words — and: a dash! ", "two-words-and-a-dash"),
        ("“Quoted” 'title'", "quoted-title"),
        ("25% of $2.3 billion", "25-of-2-3-billion"),
        ("…", ""),
        ("", ""),
    ],
)
def test_titles(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_russian_is_transliterated() -> None:
    slug = slugify("Что значит Средний коридор для Турции")
    assert re.fullmatch(r"[a-z0-9-]+", slug)
    assert slug.startswith("chto-znachit-sredni")


def test_long_titles_are_cut_at_a_word() -> None:
    slug = slugify("uzunca bir kelime " * 20)
    assert len(slug) <= LIMIT
    assert slug.split("-")[-1] in ("uzunca", "bir", "kelime")
    assert len(slugify("a" * 300)) <= LIMIT, "one endless word is cut anywhere"


@given(st.text(max_size=200))
def test_a_slug_is_always_an_address(title: str) -> None:
    slug = slugify(title)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= LIMIT
    assert slugify(slug) == slug
