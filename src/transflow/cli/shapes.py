"""Reports as JSON: what ``data`` of the envelope holds. Only findings have a key ``severity``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from transflow import i18n
from transflow.cli.output import error_fields
from transflow.domain.findings import Finding, Severity
from transflow.domain.revision import source_difference

if TYPE_CHECKING:
    from transflow.domain.revision import Amount, Piece, Report
    from transflow.domain.states import State
    from transflow.errors import TransflowError
    from transflow.workflow.checking import Checked
    from transflow.workflow.export import Exported
    from transflow.workflow.importing import EntryOutcome, Imported
    from transflow.workflow.intake import Added
    from transflow.workflow.publishing import Published
    from transflow.workflow.reporting import Overview, Shown
    from transflow.workflow.review import Decided, Reviewed
    from transflow.workflow.revising import Correction


def finding(found: Finding, article: str) -> dict[str, object]:
    """A finding, exactly as the contract has it."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "article": article,
        "locale": found.locale or None,
        "unit": found.unit or None,
        "message": message(found),
        "span": list(found.span) if found.span else None,
        "fix": found.fix,
    }


def message(found: Finding) -> str:
    """What a finding says; one of the source names its line."""
    words = i18n.finding(found.code, found.params)
    return i18n._("line {line}: {message}").format(line=found.line, message=words) if found.line else words


def matters(findings: Iterable[Finding]) -> bool:
    """Whether any of these is more than a note."""
    return any(f.severity is not Severity.INFO for f in findings)


def _error(error: TransflowError | None) -> dict[str, object] | None:
    return error_fields(error) if error is not None else None


def added(result: Added) -> dict[str, object]:
    """What became of one source file."""
    return {
        "path": result.path,
        "outcome": result.outcome,
        "article": result.name or None,
        "revision": result.revision,
        "units": result.units,
        "words": result.words,
        "notes": result.notes,
        "documents": result.documents,
        "changes": dict(result.changes),
        "stale": result.outdated,
        "report": report(result.report) if result.report is not None else None,
        "error": _error(result.error),
    }


def report(told: Report) -> dict[str, object]:
    """What a new revision changed, and what it costs in each language."""
    return {
        "amounts": {change.value: _amount(amount) for change, amount in told.amounts.items()},
        "locales": {
            cost.locale: {
                "kept": _amount(cost.kept),
                "carried": _amount(cost.carried),
                "restored": _amount(cost.restored),
                "stale": _amount(cost.stale),
                "new": _amount(cost.anew),
                "untranslated": _amount(cost.untranslated),
            }
            for cost in told.costs
        },
        "notes": {
            "inserted": list(told.inserted),
            "removed": list(told.removed),
            "renumbered": [{"before": then, "after": now} for then, now in told.renumbered.items()],
        },
        "ibid": [{"note": r.number, "unit": r.unit, "before": r.before, "after": r.after} for r in told.repeats],
        "changed": [
            {
                "unit": c.unit,
                "change": c.change.value,
                "words": c.words,
                "before": c.before or None,
                "after": c.after or None,
                "kind_before": c.kind_before.value if c.kind_before is not None else None,
                "kin": c.kin or None,
                "difference": difference(c.difference),
            }
            for c in told.changed
        ],
    }


def _amount(amount: Amount) -> dict[str, int]:
    return {"units": amount.units, "words": amount.words}


def difference(pieces: Sequence[Piece]) -> list[list[str]]:
    """A difference as pairs: ``kept``, ``removed`` or ``added``, and the words."""
    return [[op.value, text] for op, text in pieces]


def correction(result: Correction) -> dict[str, object]:
    """What was touched in one language since its latest release."""
    return {
        "article": result.name,
        "locale": result.locale,
        "release": result.release or None,
        "touched": [
            {
                "unit": t.unit,
                "what": t.what,
                "state": t.state.value,
                "next": t.next,
                "source": t.source or None,
                "text": t.text or None,
                "source_before": t.source_before or None,
                "text_before": t.text_before or None,
                "difference": difference(t.difference),
            }
            for t in result.touched
        ],
    }


def entry(outcome: EntryOutcome) -> dict[str, object]:
    """What became of one entry of a catalogue."""
    return {
        "unit": outcome.unit,
        "outcome": outcome.outcome,
        "line": outcome.line,
        "code": outcome.code or None,
        "reason": i18n.fill(outcome.reason, outcome.reason_fields) or None,
        "comment": outcome.comment,
    }


def imported(result: Imported) -> dict[str, object]:
    """What importing one catalogue did; entries that say nothing new are counted only."""
    return {
        "path": result.path,
        "article": result.name or None,
        "locale": result.locale or None,
        "translator": result.translator or None,
        "base_known": result.base_known,
        "counts": counts(result),
        "entries": [entry(e) for e in result.entries if e.outcome != "unchanged" or e.comment],
        "error": _error(result.error),
    }


def counts(result: Imported) -> dict[str, int]:
    """Entries by what became of them, in the order in which they are told."""
    order = ("accepted", "confirmed", "doubted", "unchanged", "conflict", "refused")
    return {outcome: n for outcome in order if (n := result.count(outcome))}


def exported(result: Exported) -> dict[str, object]:
    """What became of one catalogue that was to be written."""
    return {
        "article": result.name,
        "locale": result.locale,
        "path": result.path,
        "outcome": result.outcome,
        "entries": result.entries,
        "base": result.base or None,
        "merged": imported(result.merged) if result.merged is not None else None,
        "error": _error(result.error),
    }


def checked(results: Iterable[Checked]) -> dict[str, object]:
    """What the checks say."""
    results = list(results)
    return {
        "checked": [{"article": c.name, "locale": c.locale, "units": c.units} for c in results],
        "findings": [finding(f, c.name) for c in results for f in c.findings],
    }


def reviewed(result: Reviewed) -> dict[str, object]:
    """What a review did."""
    return {
        "article": result.name,
        "locale": result.locale,
        "action": result.action.value,
        "done": list(result.done),
        "unchanged": list(result.unchanged),
        "refused": [{"unit": unit, "error": error_fields(error)} for unit, error in result.refused],
        "skipped": dict(result.skipped),
        "findings": [finding(f, result.name) for f in result.findings],
    }


def decided(result: Decided, article: str) -> dict[str, object]:
    """What became of a suggestion."""
    return {
        "article": article,
        "locale": result.locale,
        "unit": result.unit,
        "taken": result.target is not None,
        "text": result.text,
        "author": result.author or None,
        "findings": [finding(f, article) for f in result.findings],
    }


def published(result: Published) -> dict[str, object]:
    """What publishing did for one article and locale."""
    return {
        "article": result.name,
        "locale": result.locale,
        "outcome": result.outcome,
        "release": result.release or None,
        "restores": result.restores or None,
        "digest": result.digest or None,
        "files": list(result.files),
        "written": list(result.written),
        "removed": list(result.removed),
        "lost": [
            {"path": path, "what": loss.what, "count": loss.count, "letters": loss.letters or None}
            for path, losses in sorted(result.lost.items())
            for loss in losses
        ],
        "refused": [_error(error) for error in result.refused],
        "blocked": [{"unit": b.unit, "reason": b.reason} for b in result.blocked],
    }


def overview(result: Overview) -> dict[str, object]:
    """Where everything stands."""
    return {
        "articles": [
            {
                "article": s.name,
                "locale": s.locale,
                "stage": s.stage,
                "release": s.release or None,
                "units": _states(s.units),
                "words": _states(s.words),
                "next": s.next,
                "findings_that_block": s.findings,
                "warnings": s.warnings,
                "questions": [{"unit": q.unit, "text": q.text} for q in s.questions],
                "suggestions": s.suggestions,
            }
            for s in result.standings
        ],
        "not_added": list(result.not_added),
        "strayed": [{"path": s.path, "what": s.what} for s in result.strayed],
        "signatures_waiting": result.signatures_waiting,
        "effort": [
            {
                "engine": e.engine,
                "locale": e.locale,
                "month": e.month,
                "units": e.units,
                "unchanged": e.unchanged,
                "characters": e.characters,
                "words": e.words,
                "character_rate": round(e.character_rate, 4),
                "word_rate": round(e.word_rate, 4),
            }
            for e in result.effort
        ],
    }


def _states(counted: Mapping[State, int]) -> dict[str, int]:
    return {state.value: n for state, n in counted.items()}


def riskiest(result: Shown) -> list[dict[str, object]]:
    """What machines drafted, the most doubtful first."""
    return [
        {
            "unit": unit.id,
            "locale": target.locale,
            "risk": risk,
            "risks": list(target.risks),
            "state": target.state.value,
            "origin": target.origin,
            "source": unit.source,
            "text": target.text,
        }
        for risk, unit, target in result.riskiest()
    ]


def shown(result: Shown) -> dict[str, object]:
    """An article as it stands."""
    return {
        "article": result.name,
        "path": result.path,
        "revision": result.revision,
        "blocks": [
            {"kind": b.kind.value, "role": b.role or None, "line": b.line, "note": b.note, "text": b.content.text}
            for b in result.article.blocks
        ],
        "notes": [{"number": n.number, "label": n.label} for n in result.article.notes],
        "units": [
            {
                "unit": u.id,
                "kind": u.kind.value,
                "block": u.block,
                "line": u.line,
                "words": u.words,
                "notes": list(u.notes),
                "source": u.source,
                "targets": {
                    locale: {
                        "text": t.text,
                        "state": t.state.value,
                        "origin": t.origin,
                        "translator": t.editor or None,
                        "reviewer": t.reviewer or None,
                        "approver": t.approver or None,
                        "reason": t.reason or None,
                        "comment": t.comment or None,
                        "answer": t.answer or None,
                        "doubt": t.doubt,
                        "risk": t.risk,
                        "previous_source": t.source if (pieces := source_difference(t, u)) is not None else None,
                        "difference": difference(pieces) if pieces is not None else None,
                    }
                    for locale, targets in result.targets.items()
                    if (t := targets.get(u.id)) is not None
                },
            }
            for u in result.units
        ],
        "suggestions": [
            {"unit": s.unit, "locale": s.locale, "text": s.text, "author": s.author or None} for s in result.suggestions
        ],
        "findings": [finding(f, result.name) for f in (*result.article.findings, *result.findings)],
    }
