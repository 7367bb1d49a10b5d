"""Sentence rules of English, for prose dense with titles, offices, firms and references.

The classes (never, before numbers, only before a sentence starter) are those of the usual descriptions of full-stop
ambiguity (Mikheev 2002; Kiss and Strunk 2006); the lists are our own, from policy analysis.
"""

from __future__ import annotations

from typing import Final

from transflow.domain.segmentation.rules import Rules

#: Titles, ranks and name particles that stand before a name, case as written.
TITLES: Final = (
    "Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Assoc Asst Adj Hon Rev Revd Fr Msgr Ven Gen Gens Adm Col Maj Capt "
    "Cpt Lt Sgt Cpl Pvt Cmdr Cdr Cmdt Brig Comdr Sec Sen Sens Rep Reps Gov Govs Pres Amb Min Atty Supt Insp Det St Ste "
    "Mt Ft Pt Hr Ing Dipl Lt.-Gen Maj.-Gen Lt.-Col V.-Adm Rt Dep Sec.-Gen DR MR MRS PROF GEN ADM dr prof"
)

#: Connectives and reference words that always go on.
CONNECTIVES: Final = "e.g i.e cf vs v viz resp incl excl esp approx ca f.i a.k.a n.b i.a op loc h.c em w.r.t"

#: Followed by a number they do not end a sentence.
NUMERIC: Final = (
    "no nos n° nr art arts vol vols p P pp para paras ch chs chap chaps sec secs sect fig figs tab tabs eq eqs ex app "
    "cl ll n nn fn pts bk ed tit sched res resol doc docs reg regs dir rec recs ser iss ver "
    "jan feb mar apr jun jul aug sep sept oct nov dec est pop b d r fl c ext rm apt sq abs stat"
)

#: Firms, degrees, units, places: they may end a sentence.
FINAL: Final = (
    "co inc ltd corp bros plc llc jr sr al esq dept depts univ assn bldg intl int'l int’l gov't gov’t govt "
    "ave blvd rd st hwy ph.d phd m.a b.a m.sc b.sc ll.m ll.b m.d d.c n.v s.a a.g b.v a.ş s.p.a p.l.c "
    "a.d b.c b.c.e c.e ibid cit seq ff et.al cos i.v avg eds mfg pty gmbh"
)

STARTERS: Final = (
    "The This That These Those It Its He She They We You I His Her Their Our My Your There Here "
    "In On At By For From With Without Within After Before Since Under During Despite Between Among Against Across "
    "Over Through Throughout Upon Until Beyond Unlike Besides Beside Into To As If When Whenever While Whereas "
    "Although Though Because Unless Once Whether Where Wherever Why What Who Whose Whom Which How "
    "However But And Or Nor Yet Still So Thus Hence Therefore Moreover Meanwhile Instead Indeed Also Furthermore "
    "Nevertheless Nonetheless Otherwise Additionally Similarly Likewise Conversely Consequently Accordingly "
    "Finally Ultimately Eventually Recently Currently Today Yesterday Tomorrow Tonight Then Now Later Earlier "
    "Afterwards Perhaps Maybe Of Clearly Notably Importantly "
    "A An Some Many Most Much Several All Both Each Every Any Another Neither Either None Few Such Only Even Not No "
    "Nobody Nothing Everyone Everything Someone Something Anyone According Given Following Regarding Concerning "
    "Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should May Might Must Let Please "
    "It's It’s That's That’s There's There’s They're They’re We're We’re He's He’s She's She’s Don't Don’t Isn't"
)

#: Days, months, zones: "5 a.m. Friday", "3 p.m. Moscow time".
AFTER_TIME: Final = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun "
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec GMT UTC EST EDT CET CEST PST PDT CST MSK BST TRT Eastern Central "
    "Pacific Greenwich Moscow Brussels Ankara Istanbul Kyiv Beijing London Tokyo Seoul Washington Tehran Baku"
)

SPEECH: Final = "said says asked asks wrote writes replied added argued warned wondered tweeted told quipped insisted"

LABELLED: Final = (
    "plan group annex class option part category appendix scenario type vitamin phase point grade zone area section "
    "table figure article schedule case hepatitis team model variant track basket tier line generation"
)

RULES: Final = Rules(
    language="en",
    never=frozenset((TITLES + " " + CONNECTIVES).split()),
    numeric=frozenset(NUMERIC.split()),
    times=frozenset({"a.m", "p.m"}),
    after_time=frozenset(AFTER_TIME.split()),
    final=frozenset(FINAL.split()),
    starters=frozenset(STARTERS.split()),
    labelled=frozenset(LABELLED.split()),
    words_of_one_letter=frozenset({"I"}),
    names_with_mark=frozenset({"Yahoo!", "Jeopardy!", "Joomla!", "Yum!", "Oklahoma!"}),
    speech=frozenset(SPEECH.split()),
)
