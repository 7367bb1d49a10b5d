"""What drafting says: for people in lines and tables, for programs as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from transflow import i18n
from transflow.cli.output import say_error
from transflow.cli.wording import say, table
from transflow.errors import N_
from transflow.i18n import _, decimal, ngettext, number

if TYPE_CHECKING:
    from transflow.workflow.comparing import Compared, Rendering
    from transflow.workflow.explaining import Explained
    from transflow.workflow.windows import Drafted, Load

#: How much of a unit was there before: words for the bands of a plan.
_BANDS: Final[Mapping[str, str]] = {
    "repetition": N_("repeated in the article"),
    "in-context": N_("in the memory, between the same neighbours"),
    "exact": N_("in the memory, 100 %"),
    "adapted": N_("in the memory but for figures"),
    "fuzzy": N_("in the memory, similar"),
    "rule": N_("by a rule"),
    "machine": N_("for machines"),
}


def drafted(results: Sequence[Drafted], *, currency: str = "USD", planned: bool = False) -> None:
    """What drafting did, or, in a dry run, what would go to which engine."""
    for r in results:
        _result(r)
    loads = _loads(results)
    spent = sum(load.cost for load in loads.values())
    if planned and results:
        _plan(results, loads, currency)
    elif spent:
        say(_("Spent: {amount}.").format(amount=money(spent, currency)))


def _result(r: Drafted) -> None:
    total = sum(r.by_origin.values())
    if not total and not r.left:
        say(_("{name} {locale}: nothing to draft").format(name=r.name, locale=r.locale))
        return
    made = ngettext("{count} draft", "{count} drafts", total)
    origins = ", ".join(f"{origin} {number(n)}" for origin, n in sorted(r.by_origin.items()))
    line = f"{r.name} {r.locale}: {made}{f' ({origins})' if origins else ''}"
    if r.repaired:
        again = ngettext(
            "in {count} a lost piece was put back at the end",
            "in {count} lost pieces were put back at the end",
            r.repaired,
        )
        line += "; " + again
    if r.left:
        line += "; " + ngettext("{count} left without a draft", "{count} left without a draft", r.left)
        if r.errors:
            line += f" ({', '.join(f'{code} {number(n)}' for code, n in sorted(r.errors.items()))})"
    say(line)


def _plan(results: Sequence[Drafted], loads: Mapping[str, Load], currency: str) -> None:
    """The match bands, and what each engine would be asked for."""
    bands: dict[str, tuple[int, int]] = {}
    for r in results:
        for band, (units, words) in r.bands.items():
            before = bands.get(band, (0, 0))
            bands[band] = (before[0] + units, before[1] + words)
    rows = [(_(_BANDS[band]), number(bands[band][0]), number(bands[band][1])) for band in _BANDS if band in bands]
    if rows:
        say()
        for line in table((_("match"), _("units"), _("words")), rows, right=(1, 2)):
            say(line)
    if loads:
        say()
        header = (_("engine"), _("sentences"), _("words"), _("characters"), _("price"))
        asked = [
            (name, number(x.sentences), number(x.words), number(x.characters), money(x.cost, currency))
            for name, x in loads.items()
        ]
        for line in table(header, asked, right=(1, 2, 3, 4)):
            say(line)


def _loads(results: Sequence[Drafted]) -> dict[str, Load]:
    loads: dict[str, Load] = {}
    for r in results:
        for name, load in r.asked.items():
            loads[name] = loads[name] + load if name in loads else load
    return loads


def money(amount: float, currency: str) -> str:
    """An amount, as the user's language writes it; "–" for nothing: no price is set, or it costs nothing."""
    return i18n.money(amount, currency) if amount else "–"


def shape(r: Drafted) -> dict[str, object]:
    """What drafting did for one article and locale."""
    return {
        "article": r.name,
        "locale": r.locale,
        "drafts": dict(sorted(r.by_origin.items())),
        "bands": {band: {"units": units, "words": words} for band, (units, words) in r.bands.items()},
        "asked": {
            name: {
                "sentences": load.sentences,
                "words": load.words,
                "characters": load.characters,
                "cost": round(load.cost, 6),
            }
            for name, load in sorted(r.asked.items())
        },
        "left": r.left,
        "errors": dict(sorted(r.errors.items())),
        "words": r.words,
        "repaired": r.repaired,
    }


def explained(results: Sequence[Explained], currency: str) -> None:
    """How a draft came about, step by step."""
    for r in results:
        say(f"{r.unit} {r.locale}")
        rows = [(_("source"), r.source), (_("masked"), r.masked)]
        rows += [(mask or _("end"), piece) for mask, piece in r.pieces]
        if r.origin:
            rows.append((_("engine"), f"{r.origin} {r.engine}".strip()))
            rows.append((_("answer"), r.raw if r.raw is not None else _("(none was asked, or it is not kept)")))
            rows.append((_("draft"), r.text))
            if r.repaired:
                rows.append((_("put back"), r.repaired))
            when = _("{at}, {milliseconds} ms, {price}").format(
                at=r.at, milliseconds=number(r.milliseconds), price=money(r.cost, currency)
            )
            rows.append((_("asked"), when))
            if r.risk is not None:
                rows.append((_("risk"), f"{decimal(r.risk)} {risks(r.risks)}".strip()))
            if r.now != r.text:
                rows.append((_("today"), r.now))
        width = max(len(name) for name, _text in rows)
        for name, text in rows:
            say(f"  {name.ljust(width)}  {text}")
        if not r.origin:
            say("  " + _("There is no draft."))


def explained_shape(r: Explained) -> dict[str, object]:
    """How a draft came about."""
    return {
        "unit": r.unit,
        "locale": r.locale,
        "source": r.source,
        "masked": r.masked,
        "pieces": [{"mask": mask or None, "text": piece} for mask, piece in r.pieces],
        "origin": r.origin or None,
        "engine": r.engine or None,
        "raw": r.raw,
        "draft": r.text or None,
        "repaired": r.repaired or None,
        "at": r.at or None,
        "milliseconds": r.milliseconds,
        "cost": r.cost,
        "risk": r.risk,
        "risks": list(r.risks),
        "today": r.now or None,
    }


def risks(codes: Sequence[str]) -> str:
    """The reasons of a risk in words."""
    return f"({', '.join(i18n.risk(code) for code in codes)})" if codes else ""


def compared(results: Sequence[Compared], currency: str) -> None:
    """The sample, unit by unit, and a line for each engine."""
    for r in results:
        say(f"{r.unit} {r.locale}")
        rows = [(_("source"), r.source), *((x.engine, x.text) for x in r.renderings if x.error is None)]
        if r.approved:
            rows.append((_("approved"), r.approved))
        width = max(len(name) for name, _text in rows)
        for name, text in rows:
            say(f"  {name.ljust(width)}  {text}")
        say()
    errors = {(type(x.error), str(x.error)): x.error for r in results for x in r.renderings if x.error is not None}
    for error in errors.values():
        say_error(error)
    found = summaries(results)
    if not found:
        return
    header = (_("engine"), _("locale"), _("units"), _("failed"), _("ms a unit"), _("price"), _("risk"), _("edited"))
    rows_ = [
        (
            s["engine"],
            s["locale"],
            number(s["units"]),
            number(s["failed"]),
            number(s["milliseconds"]),
            money(s["cost"], currency),
            "–" if s["risk"] is None else decimal(s["risk"]),
            "–" if s["character_rate"] is None else decimal(s["character_rate"]),
        )
        for s in found
    ]
    for line in table(header, rows_, right=(2, 3, 4, 5, 6, 7)):
        say(line)


def summaries(results: Sequence[Compared]) -> list[dict[str, Any]]:
    """Each engine and locale in numbers: mean milliseconds and risk, the sum of costs, and the character edit rate against
    what people approved, where they did."""
    by_engine: dict[tuple[str, str], list[Rendering]] = {}
    for r in results:
        for x in r.renderings:
            by_engine.setdefault((x.engine, r.locale), []).append(x)
    return [
        {
            "engine": engine,
            "locale": locale,
            "units": len(several),
            "failed": sum(x.error is not None for x in several),
            "milliseconds": round(_mean([x.milliseconds for x in several if x.error is None]) or 0),
            "cost": round(sum(x.cost for x in several), 6),
            "risk": _mean([x.risk for x in several if x.risk is not None]),
            "character_rate": _rate(several),
        }
        for (engine, locale), several in by_engine.items()
    ]


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def _rate(several: Sequence[Rendering]) -> float | None:
    edited = [x.edits for x in several if x.edits is not None]
    characters = sum(e.characters for e in edited)
    return round(sum(e.character_edits for e in edited) / characters, 3) if characters else None


def compared_shape(r: Compared) -> dict[str, object]:
    """One unit of a sample."""
    return {
        "unit": r.unit,
        "locale": r.locale,
        "source": r.source,
        "approved": r.approved or None,
        "drafts": [
            {
                "engine": x.engine,
                "text": x.text or None,
                "error": None if x.error is None else x.error.code,
                "milliseconds": x.milliseconds,
                "cost": x.cost,
                "risk": x.risk,
            }
            for x in r.renderings
        ],
    }
