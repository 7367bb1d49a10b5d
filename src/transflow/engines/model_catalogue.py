"""Which models ``transflow models fetch`` knows by itself: OPUS-MT's own archives, each pinned by date and SHA-256.

An archive holds Marian's weights and vocabularies; it is converted on this machine. A mirror (``[models] mirror``) stands
in the place of this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One archive: where it is, how it is known again, and under which licence."""

    source: str
    target: str
    url: str
    sha256: str
    license: str

    @property
    def pair(self) -> str:
        """ "en-tr"."""
        return f"{self.source}-{self.target}"

    @property
    def revision(self) -> str:
        """The archive's name, which holds its date."""
        return self.url.rpartition("/")[2].removesuffix(".zip").replace("%2B", "+")


OFFERS: Final = (
    Offer(
        source="en",
        target="ru",
        url="https://object.pouta.csc.fi/OPUS-MT-models/en-ru/opus-2020-02-11.zip",
        sha256="798027c7e4ae7ddf89fea13ce80de517b6726d7e710fa5a9b5a376316dbf1677",
        license="CC-BY-4.0",
    ),
    Offer(
        source="en",
        target="tr",
        url=(
            "https://object.pouta.csc.fi/Tatoeba-MT-models/eng-tur/opusTCv20210807%2Bbt_transformer-big_2022-02-25.zip"
        ),
        sha256="cfa3273c4077870dcaafc97f244f740cc58d7bf5501b83be98b4d91cd1a7d1cb",
        license="CC-BY-4.0",
    ),
)


def offer_of(source: str, target: str) -> Offer | None:
    """The archive of a pair, None where this list has none."""
    return next((offer for offer in OFFERS if (offer.source, offer.target) == (source, target)), None)
