"""The check of terms: inflected translations are silent, neighbours of the same beginning are not, forbidden ones are shown."""

from __future__ import annotations

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.checks import Group, prepare
from transflow.domain.checks.terms import check
from transflow.domain.findings import Finding
from transflow.domain.language.forms import folds, forms_of, relational
from transflow.domain.terms import Term
from transflow.domain.units import Unit

TERMS = {
    "tr": [
        Term(
            source="European Union",
            targets={"tr": ("Avrupa Birliği", "AB")},
            forbidden={"tr": ("Birlik", "Avrupa Topluluğu")},
        ),
        Term(source="alliance", targets={"tr": ("ittifak",)}, forbidden={"tr": ("birlik",)}),
        Term(source="energy security", targets={"tr": ("enerji güvenliği",)}),
        Term(source="NATO", targets={"tr": ("NATO",)}, case_sensitive=True),
        Term(source="Harbour Forum", targets={}, keep=True),
        Term(source="summit", targets={}, forbidden={"tr": ("doruk",)}),
    ],
    "ru": [
        Term(source="North Atlantic Alliance", targets={"ru": ("Северо-Атлантический альянс",)}, case_sensitive=True),
        Term(source="alliance", targets={"ru": ("альянс",)}, forbidden={"ru": ("блок",)}),
        Term(source="market", targets={"ru": ("рынок",)}),
        Term(source="NATO", targets={"ru": ("НАТО",)}, case_sensitive=True),
    ],
}


def found(locale: str, source: str, target: str) -> list[Finding]:
    unit = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=1, block=0, source=source, gap=" ")
    return check(Group(units=(unit,), target=target), prepare(locale, TERMS[locale]))


def codes(locale: str, source: str, target: str) -> list[str]:
    return [finding.code for finding in found(locale, source, target)]


def is_form(language: str, wanted: str, said: str) -> bool:
    """Whether all words of ``said`` are forms of those of ``wanted``."""
    algorithm = {"tr": "turkish", "ru": "russian"}[language]
    pairs = zip(forms_of(wanted, algorithm, language), said.replace("-", " ").split(), strict=True)
    return all(forms.among(word, *folds(word, language)) for forms, word in pairs)


@pytest.mark.parametrize(
    ("language", "wanted", "said"),
    [
        ("tr", "ittifak", "İTTİFAKIN"),
        ("tr", "ittifak", "ittifaktakilerden"),
        ("tr", "anlaşma", "anlaşmalarımızdan"),
        ("tr", "tehdit", "tehdidi"),
        ("tr", "borç", "borcumuz"),
        ("tr", "hak", "hakkı"),
        ("tr", "şehir", "şehrin"),
        ("tr", "renk", "rengiyle"),
        ("tr", "savaş", "savaştı"),
        ("tr", "NATO", "NATO’nunkiler"),
        ("tr", "AB", "AB’ye"),
        ("tr", "Kore", "Koreliler"),
        ("tr", "tedarik zinciri", "tedarik zincirlerinden"),
        ("tr", "enerji güvenliği", "enerji güvenliğimize"),
        ("tr", "insan hakları", "insan hakkı"),
        ("tr", "deniz üssü", "deniz üsleri"),
        ("tr", "savunma sanayii", "savunma sanayisinde"),
        ("tr", "yaptırım uygulamak", "yaptırım uygulayacaklar"),
        ("tr", "Kur’an", "Kur’an"),
        ("ru", "рынок", "рынками"),
        ("ru", "отец", "отца"),
        ("ru", "боец", "бойцов"),
        ("ru", "сделка", "сделок"),
        ("ru", "земля", "земель"),
        ("ru", "статья", "статей"),
        ("ru", "санкция", "санкций"),
        ("ru", "санкции", "санкцией"),
        ("ru", "день", "дни"),
        ("ru", "договор", "договоров"),
        ("ru", "гражданин", "граждан"),
        ("ru", "время", "временем"),
        ("ru", "судно", "судов"),
        ("ru", "МИД", "МИДом"),
        ("ru", "НАТО", "НАТО"),
        ("ru", "Лавров", "Лавровым"),
        ("ru", "вооружённые силы", "Вооруженными силами"),
        ("ru", "Северо-Атлантический альянс", "Северо-Атлантическому альянсу"),
        ("ru", "меморандум о взаимопонимании", "меморандумом о взаимопонимании"),
        ("ru", "права человека", "прав человека"),
        ("ru", "договор с ЕС", "договоре со ЕС"),
    ],
)
def test_forms_of_a_word(language: str, wanted: str, said: str) -> None:
    assert is_form(language, wanted, said)


@pytest.mark.parametrize(
    ("language", "wanted", "said"),
    [
        ("tr", "anlaşma", "anlaşmazlığın"),
        ("tr", "üye", "üyelik"),
        ("tr", "silah", "silahsızlanma"),
        ("tr", "güven", "güvenlik"),
        ("tr", "güvenlik", "güvence"),
        ("tr", "birlik", "birlikte"),
        ("tr", "savaş", "savaşçılar"),
        ("tr", "AB", "ABD"),
        ("tr", "Rus", "Rusya"),
        ("ru", "союз", "союзник"),
        ("ru", "договор", "договорённость"),
        ("ru", "право", "правительство"),
        ("ru", "импорт", "импортёр"),
        ("ru", "газ", "газета"),
        ("ru", "безопасность", "безопасный"),
        ("ru", "США", "сшали"),
        ("ru", "война", "воины"),
    ],
)
def test_neighbours_are_no_forms(language: str, wanted: str, said: str) -> None:
    assert not is_form(language, wanted, said)


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("tr", "The European Union’s energy security", "Avrupa Birliği’nin enerji güvenliği"),
        ("tr", "Energy security matters.", "Enerji ve gıda güvenliği önemlidir."),
        ("tr", "Energy security matters.", "Enerji, gıda, su ve veri güvenliği önemlidir."),
        ("tr", "The European Union and the customs union", "AB ve gümrük birliği"),
        ("tr", "The alliance and the European Union", "İttifak ve Avrupa Birliği"),
        ("tr", "NATO met.", "NATO’DAKİLER toplandı."),
        ("tr", "The harbour forum met.", "Liman forumu: harbour forum toplandı."),
        ("tr", "The Harbour Forum’s guests", "Harbour Forum’un konukları"),
        ("tr", "The summit is over.", "Zirve bitti."),
        ("ru", "The North Atlantic Alliance’s plan", "План Северо-Атлантического альянса"),
        ("ru", "Market rates fell.", "Рыночные ставки упали."),
        ("ru", "NATO met.", "НАТО собралось."),
    ],
)
def test_agreed_translations_are_silent(locale: str, source: str, target: str) -> None:
    assert codes(locale, source, target) == []


@pytest.mark.parametrize(
    ("locale", "source", "target", "code"),
    [
        ("tr", "Energy security matters.", "Enerji önemlidir. Güvenlik de öyle.", "term-missed"),
        ("tr", "Energy security matters.", "Güvenli enerji önemlidir.", "term-missed"),
        ("tr", "The alliance holds.", "Pakt sürüyor.", "term-missed"),
        ("tr", "The Harbour Forum met.", "Liman Forumu toplandı.", "term-missed"),
        ("tr", "The Harbour Forum met.", "Harbour forum toplandı.", "term-case"),
        ("tr", "NATO met.", "Nato’nun toplantısı", "term-case"),
        ("tr", "NATO met.", "nato toplandı.", "term-case"),
        ("ru", "The North Atlantic Alliance met.", "Собрался Северо-атлантический альянс.", "term-case"),
        ("ru", "The market’s mood fell.", "Рыночные настроения упали.", "term-missed"),
        ("ru", "NATO met.", "Собрался США.", "term-missed"),
    ],
)
def test_other_translations_are_found(locale: str, source: str, target: str, code: str) -> None:
    assert codes(locale, source, target) == [code]


@pytest.mark.parametrize(
    ("locale", "source", "target", "words", "expected"),
    [
        ("tr", "The European Union met.", "Dün Birlik’in zirvesi vardı.", "Birlik’in", "Avrupa Birliği / AB"),
        ("tr", "The alliance holds.", "Bu birliğin gücü", "birliğin", "ittifak"),
        ("tr", "The alliance holds.", "İttifak, bir birliktir.", "birliktir", "ittifak"),
        ("tr", "The summit is over.", "Doruk bitti.", "Doruk", "—"),
        ("ru", "The alliance holds.", "Страны блока едины.", "блока", "альянс"),
    ],
)
def test_forbidden_translations_are_shown(locale: str, source: str, target: str, words: str, expected: str) -> None:
    (finding,) = found(locale, source, target)
    assert finding.code == "term-forbidden"
    assert finding.span is not None
    assert target[slice(*finding.span)] == finding.params["found"] == words
    assert finding.params["expected"] == expected


def test_a_forbidden_word_in_an_agreed_translation_of_another_term_is_right() -> None:
    assert codes("tr", "The alliance and the European Union", "İttifak ve Avrupa Birliği’nin zirvesi") == []
    assert codes("tr", "The alliance met.", "İttifak, Avrupa Birliği ile buluştu.") == ["term-forbidden"]


def test_terms_of_one_wording_admit_each_other_s_translations() -> None:
    terms = [
        Term(source="power", targets={"tr": ("güç",)}, domain="politics"),
        Term(source="power", targets={"tr": ("elektrik",)}, domain="energy"),
    ]
    unit = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=1, block=0, source="The power failed.", gap=" ")
    ground = prepare("tr", terms)
    assert check(Group(units=(unit,), target="Elektriğin kesilmesi"), ground) == []
    assert [f.params["expected"] for f in check(Group(units=(unit,), target="Kesildi."), ground)] == ["güç / elektrik"]


def test_a_language_without_inflections_of_its_own_trusts_stems() -> None:
    term = Term(source="alliance", targets={"en": ("alliance",), "de": ("Bündnis",)})
    unit = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=1, block=0, source="The alliance holds.", gap=" ")
    assert check(Group(units=(unit,), target="Das Bündnis hält."), prepare("de", [term])) == []
    assert check(Group(units=(unit,), target="Der Pakt hält."), prepare("de", [term])) != []
    assert check(Group(units=(unit,), target="Alliances hold."), prepare("en", [term])) == []


def test_only_russian_nouns_have_relational_adjectives() -> None:
    assert relational("ittifak", "tr") == relational("США", "ru") == relational("морской порт", "ru") == ()
    (forms,) = relational("правительство", "ru")
    assert forms.among("правительственными", "правительственными", "правительственными")
    assert not forms.among("правитель", "правитель", "правитель")
