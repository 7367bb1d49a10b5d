"""Checks of typography: what each must say, with its fix, and where it must be silent."""

from __future__ import annotations

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.checks import Group, check_unit, prepare
from transflow.domain.findings import Finding
from transflow.domain.units import Unit

#: (locale, code, source, target, fix or None).
WRONG = [
    ("tr", "quote-kind", "He said “yes” there.", 'Orada "evet" dedi.', "Orada “evet” dedi."),
    ("tr", "quote-kind", "He said “yes” there.", "Orada «evet» dedi.", "Orada “evet” dedi."),
    ("ru", "quote-kind", "He said “yes” there.", "Он сказал “да” там.", "Он сказал «да» там."),
    ("ru", "quote-kind", "He said “yes” there.", 'Он сказал "да" там.', "Он сказал «да» там."),
    ("ru", "quote-kind", "The “a “b” c” text.", "Текст «а «б» в».", "Текст «а „б“ в»."),
    ("tr", "quote-unbalanced", "He said “yes” there.", "Orada “evet dedi.", None),
    ("ru", "quote-unbalanced", "He said “yes” there.", "Он сказал «да там.", None),
    ("tr", "quote-unbalanced", "The Union’s plan.", 'Birlik"in planı.', None),
    ("ru", "stop-in-quote", "He said “yes.”", "Он сказал «да.»", "Он сказал «да»."),
    ("ru", "stop-in-quote", "He said “yes.”[1]", "Он сказал «да.»[1]", "Он сказал «да».[1]"),
    ("tr", "bracket-unbalanced", "The port (old) grew.", "Liman (eski büyüdü.", None),
    ("ru", "bracket-unbalanced", "The port (old) grew.", "Порт старый) вырос.", None),
    ("tr", "end-question", "Will it grow?", "Büyüyecek.", None),
    ("ru", "end-question", "Will it grow?[1]", "Он вырастет[1].", None),
    ("tr", "end-punctuation", "It grew.", "Büyüdü", None),
    ("ru", "initial-capital", "It grew.", "он вырос.", None),
    ("tr", "word-doubled", "The port and the city.", "Liman ve ve şehir.", "Liman ve şehir."),
    ("ru", "word-doubled", "It is in the port.", "Он в в порту.", "Он в порту."),
    ("en", "word-doubled", "Liman büyüdü.", "The the port grew.", "The port grew."),
    ("tr", "space-doubled", "The port grew.", "Liman  büyüdü.", "Liman büyüdü."),
    ("tr", "space-before-stop", "Ports, cities.", "Limanlar , şehirler.", "Limanlar, şehirler."),
    ("ru", "space-before-stop", "Will it grow?", "Он вырастет ?", "Он вырастет?"),
    ("ru", "space-missing", "Ports, cities.", "Порты,города.", "Порты, города."),
    ("ru", "script-mixed", "The social party.", "Социалистичеcкая партия.", "Социалистическая партия."),
    ("ru", "script-mixed", "NATO is here.", "NАTO здесь.", "NATO здесь."),
    ("tr", "name-case", "Istanbul grew.", "Istanbul’un nüfusu arttı.", "İstanbul’un nüfusu arttı."),
    ("tr", "name-case", "Istanbul grew.", "i\u0307stanbul büyüdü.", "istanbul büyüdü."),
    ("tr", "apostrophe-missing", "NATO’s plan.", "NATOnun planı.", "NATO’nun planı."),
    ("tr", "apostrophe-missing", "He left the EU.", "ABden ayrıldı.", "AB’den ayrıldı."),
    ("tr", "percent-form", "It grew 25% there.", "Orada 25% büyüdü.", "Orada %25 büyüdü."),
    ("tr", "percent-form", "It grew 2.5% there.", "Orada % 2,5 büyüdü.", "Orada %2,5 büyüdü."),
    ("ru", "percent-form", "It grew 25% there.", "Там рост 25%.", "Там рост 25\u00a0%."),
    ("ru", "dash-kind", "A port is a gate.", "Порт - это ворота.", "Порт — это ворота."),
    ("tr", "dash-kind", "A port – a gate.", "Liman - bir kapı.", "Liman – bir kapı."),
    ("ru", "space-breaks", "A. Ivanov came.", "Пришёл А. Иванов.", "Пришёл А.\u00a0Иванов."),
    ("ru", "space-breaks", "See No. 5.", "См. № 5.", "См. №\u00a05."),
    ("ru", "space-breaks", "In 1998 it grew.", "В 1998 г. он вырос.", "В 1998\u00a0г. он вырос."),
    ("ru", "space-breaks", "A port is a gate.", "Порт — это ворота.", "Порт\u00a0— это ворота."),
]

#: (locale, source, target): nothing but hints may be said.
RIGHT = [
    ("tr", "He said “yes”.", "“Evet” dedi."),
    ("tr", "He said: “Yes, I will.”", "Şöyle dedi: “Evet, yapacağım.”"),
    ("tr", "The Union’s plan is NATO’s.", "Birlik’in planı NATO’nundur."),
    ("tr", "Slowly it grew.", "Yavaş yavaş, adım adım, zaman zaman büyüdü."),
    ("tr", "He asked, “Why?”", "“Neden?” diye sordu."),
    ("ru", "“Will it?”", "«Вырастет?» — спросил он."),
    ("ru", "“I read “War and Peace”,” he said.", "«Я читал «Войну и мир», — сказал он."),
    ("tr", "The EU, NATO and DAESH met.", "AB, NATO ve DEAŞ’ın TIRları buluştu."),
    ("tr", "One by one they came.", "Bir bir geldiler."),
    ("tr", "In July too it rained.", "Temmuz’da da yağdı."),
    ("tr", "“It grew”, he said, “slowly”.", "“Büyüdü” dedi, “yavaş yavaş”."),
    ("tr", "'It will go on, he said.", "“Devam edecek, dedi."),
    ("tr", "Prices rose by 25%.", "Fiyatlar %25 arttı."),
    ("tr", "Iraq and India grew.", "Irak ve Hindistan büyüdü."),
    ("tr", "The report “Istanbul Rising” came.", "“Istanbul Rising” raporu çıktı."),
    ("tr", "See https://example.org/a,b and a@b.example.", "Bkz. https://example.org/a,b ve a@b.example."),
    ("tr", "It cost 1,000 (2,000 later).", "1.000 (sonra 2.000) tuttu."),
    ("ru", "He said “yes”.", "Он сказал «да»."),
    ("ru", "“Will it?” he asked.", "«Вырастет?» — спросил он."),
    ("ru", "He asked: “Will it?”", "Он спросил: «Вырастет?»"),
    ("ru", "The “a “b” c” text.", "Текст «а „б“ в»."),
    ("ru", "An IT company and a Wi-Fi network.", "IT-компания и Wi-Fi-сеть."),
    ("ru", "The U.S. grew.", "США выросли."),
    ("ru", "What he said is what he did.", "Что он сказал, то и сделал."),
    ("ru", "It grew 25%.[1]", "Рост составил 25\u00a0%[1]."),
    ("ru", "iPhone sales grew.", "iPhone продавался лучше."),
    ("ru", "The port (old) grew.[1]", "Порт (старый) вырос[1]."),
    ("ru", "a) ports; b) cities.", "а) порты; б) города."),
]


def found(locale: str, source: str, target: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Finding]:
    notes = (1,) if "[1]" in source else ()
    unit = Unit(id="a/1", kind=kind, ordinal=0, block=0, source=source, notes=notes)
    ground = prepare(locale, source_locale="tr" if locale == "en" else "en")
    return check_unit(Group(units=(unit,), target=target), ground)


@pytest.mark.parametrize(("locale", "code", "source", "target", "fix"), WRONG)
def test_what_is_wrong_is_found_and_mended(locale: str, code: str, source: str, target: str, fix: str | None) -> None:
    findings = {f.code: f for f in found(locale, source, target)}
    assert code in findings
    assert findings[code].fix == fix
    start, end = findings[code].span or (0, 0)
    assert 0 <= start <= end <= len(target)
    if fix is not None:
        assert code not in {f.code for f in found(locale, source, fix)}


@pytest.mark.parametrize(("locale", "source", "target"), RIGHT)
def test_what_is_right_is_left_in_peace(locale: str, source: str, target: str) -> None:
    hints = {"space-breaks"}  # a test's own text has ordinary spaces
    assert [f.code for f in found(locale, source, target) if f.code not in hints] == []


def test_a_heading_needs_no_stop_of_its_own() -> None:
    assert found("tr", "Will It Grow", "Büyüyecek mi?", BlockKind.HEADING) == []


@pytest.mark.parametrize("target", ["[1]  <1>Liman</1>", "https://a.example/x,y,z  Liman", "a@b.example ,"])
def test_a_fix_touches_no_marker_code_or_address(target: str) -> None:
    from transflow.domain.inline import ADDRESS, MARKER

    for finding in found("tr", "Port.[1]", target):
        if finding.fix is not None:
            assert ADDRESS.findall(finding.fix) == ADDRESS.findall(target)
            assert MARKER.findall(finding.fix) == MARKER.findall(target)
