"""Words that no term begins or ends with: function words, common verbs, months, days, numbers; folded, by language."""

from __future__ import annotations

from typing import Final


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Language → its common words.
STOPWORDS: Final = {
    "en": _listed(
        """
        a about above according across actually add added after again against ago ahead all almost along already
        also although always am amid among an and announced another any anyone anything april are area around as
        ask asked at august away back based be became because become been before began behind being believe
        below best better between big biggest billion both bring but by call called came can case come comes
        coming could day days december did different do does doing done down due during each earlier early eight
        either end enough even ever every everyone everything explained fact far february few find first five
        following for former found four friday from full gave get gets getting give given giving go goes going
        gone good got great had half has have having he held help her here hers herself high him himself his
        hold how however hundred i if important in including instead into is it its itself january july june
        just keep kept know known large largest last late later latest least led left less let like likely
        little live long look made main make makes making man many march may me mean means meanwhile men might
        million monday month months more most mr mrs ms much must my near need needs never new next nine no none
        nor not noted nothing november now number october of off often old on once one only onto or other others
        our out over own part people per percent perhaps place point put quite rather really reported right
        round said same saturday saw say saying says second see seen september set seven several she should show
        shows since six small so some someone something soon statement still stressed such sunday take taken
        takes taking talking tell ten than that the their them themselves then there these they thing things
        third this those though thousand three through thursday thus time times to today together told tomorrow
        too took toward towards tuesday turn two under until up upon us use used using very via want wanted
        wants was way ways we wednesday week weekend weeks well went were what when where whether which while
        who whole whom whose why will with within without woman women work would year years yes yesterday yet
        you young your
        """
    ),
    "tr": _listed(
        """
        ama ancak aralik arasinda artik ayrica az ağustos bazi belirtti ben bile bin bir biri birkaç biz bu
        bulunan buna bunu bunun da daha de dedi değil diye diğer dolar eden edilen ekim en etmek etti eylül
        fakat gibi göre haziran hem her hiç iki ile ilgili ilk ise için içinde kadar karşi kasim kendi ki
        konusunda mart mayis mi milyon mu mü ne nisan o ocak olan olarak oldu olduğu olduğunu olup ona onu onun
        son sonra söyledi tarafindan temmuz tüm var ve veya ya yapan yapilan yeni yer yil yok yüzde çok çünkü
        önce özellikle üzere üzerinde üç şekilde şu şubat
        """
    ),
    "ru": _listed(
        """
        а августа апреля без более больше будет бы был была были было быть в вам вас весь во вот времени время
        все всего всех вы где год года году да даже декабря для до его ее если еще же за заявил и из или им их
        июля июня к как ко когда которая которые который которых кто лет ли марта мая мне может можно мы на над
        надо нам нас не него нее нет ни них но ноября ну о об один октября он она они оно от отметил очень по
        под после при про процентов раз с сам своего своей своих свой себя сегодня сейчас сентября сказал со
        стал так также там те тем то того тоже только том тот три ты у уже февраля чем через что чтобы эта эти
        это этого этом этот я января
        """
    ),
}
