"""Sentence rules of Turkish, for translations of policy prose.

Numbers with a full stop are ordinals ("2. Dünya Savaşı", "21. yüzyıl"): TDK, Yazım Kılavuzu, "Nokta". Abbreviations
after TDK's list of abbreviations and the usage of the press.
"""

from __future__ import annotations

from typing import Final

from transflow.domain.segmentation.rules import Rules

NEVER: Final = (
    "Dr Prof Doç Yrd Öğr Gör Arş Uzm Av Sn Bn Hz Alb Alm Amir Ar Asb Asst Atğm Bçvş Bnb Bşk Cum Dz Gen Gnkur Gn "
    "Hv Hs Kora Korg Mar Müh Müd Op Org Ora Onb Ord Ortg Yb Yzb Tğm Ütğm Tuğg Tuğa Tümg Tüma Tüm Vet "
    "Dzl Ecz Fr İng Rus Osm St Mr Mrs Ms Jr çev ed haz bkz krş örn yakl T.C a.g.e a.g.m "
    "a.g.y a.g.k m.s m.ö M.Ö M.S i.ö i.s"
)
NUMERIC: Final = "no nr s ss sf c cilt sy m md mad f fık b bs t tar sok cad mah apt tel d şek tab çiz ör böl"
FINAL: Final = "vb vs vd vdd vs ltd şti a.ş san tic inc co corp a.d a.b.d a.b k.k.t.c m² bul cad sok mah alb n.v"
STARTERS: Final = (
    "Bu Şu O Bunlar Bunun Buna Bunu Bunda Bundan Bununla Böyle Böylece Böylelikle Ancak Fakat Ama Lakin Oysa Oysaki Yine "
    "Ayrıca Üstelik Dahası Nitekim Zira Çünkü Dolayısıyla Ne Neden Nasıl Kim Hangi Öte Diğer Bir Her Hiçbir Hem "
    "İlk Son Sonuç Sonuçta Örneğin Benzer Benzeri Aynı Eğer Onun Onlar Onların Biz Siz Ben Sen Kısacası "
    "Özetle Özellikle Birçok Bazı Tüm Bütün Burada Orada Şimdi Bugün Dün Yarın Daha Sonra Önce "
    "Mevcut Yani Ve Veya Ya De Ki"
)
SPEECH: Final = "dedi diye sordu yazdı ekledi"

RULES: Final = Rules(
    language="tr",
    never=frozenset(NEVER.split()),
    numeric=frozenset(NUMERIC.split()),
    final=frozenset(FINAL.split()),
    starters=frozenset(STARTERS.split()),
    names_with_mark=frozenset({"Yahoo!"}),
    speech=frozenset(SPEECH.split()),
    ordinals=True,
)
