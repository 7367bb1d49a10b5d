"""Sentence rules of German, for translations of policy prose.

Numbers with a full stop are ordinals ("2. Weltkrieg", "am 3. Oktober"): Duden, D 103. Abbreviations after Duden's list and
the usage of the press. Quotation marks are „Gänsefüßchen“ with ‚halben‘ inside.
"""

from __future__ import annotations

from typing import Final

from transflow.domain.segmentation.rules import Rules

NEVER: Final = (
    "Dr Prof Hr Fr Hrn Dipl Ing St Hl Gen Adm Kard Bf Präs Min Reg Abg Kap Lt Oblt Hptm Mag "
    "z d u i o z.B d.h u.a i.d.R bzw ggf evtl vgl s.o s.u o.g sog ca inkl exkl zzgl max min insb bes bspw "
    "hrsg Hrsg übers Übers einschl gem lt vs engl frz russ türk lat griech dt amerik brit chin jap europ Mio Mrd Tsd"
)
NUMERIC: Final = (
    "Nr Art Abs Bd Bde Kap S Sp Z Ziff Abb Tab Fn Anm Aufl Jg H Vol No Jan Feb Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez"
)
FINAL: Final = "usw etc u.a.m u.Ä u.ä ff f a.D e.V GmbH Co Inc Ltd Corp Jr Sr n.Chr v.Chr Str Jh Jhd"
STARTERS: Final = (
    "Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ihr Ich Man Dies Diese Dieser Dieses Diesen "
    "Diesem Jene Jener Doch Aber Und Oder Denn Allerdings Jedoch Dennoch Trotzdem Außerdem Zudem Ferner Dagegen "
    "Deshalb Daher Darum Folglich Somit Damit Dabei Dafür Danach Dann Hier Dort Heute Gestern Morgen Jetzt Nun "
    "In Im Am An Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Zwischen Unter Über Durch Für Gegen Ohne Seit "
    "Während Wegen Trotz Nachdem Bevor Weil Wenn Als Ob Obwohl Dass Wie Was Wer Wo Warum Wann Welche Welcher "
    "Nicht Kein Keine Nur Auch Schon Noch So Viele Einige Manche Alle Beide Jeder Jede"
)
SPEECH: Final = "sagte fragte schrieb erklärte betonte meinte"

RULES: Final = Rules(
    language="de",
    never=frozenset(NEVER.split()),
    numeric=frozenset(NUMERIC.split()),
    final=frozenset(FINAL.split()),
    starters=frozenset(STARTERS.split()),
    speech=frozenset(SPEECH.split()),
    ordinals=True,
    extra_closers="“",
)
