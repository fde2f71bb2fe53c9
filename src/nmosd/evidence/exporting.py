"""The base for other programs: one table, and the sources as BibTeX."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from nmosd.evidence.base import Evidence
from nmosd.evidence.citing import link_of
from nmosd.evidence.models import ArmResult, Cited, Finding, Record, Statement, Study
from nmosd.evidence.searching import treatments_of
from nmosd.evidence.vocabulary import evidence_words

COLUMNS = (
    "record",
    "finding",
    "kind",
    "topics",
    "title",
    "design",
    "control",
    "disease",
    "serostatus",
    "among",
    "outcome",
    "definition",
    "time",
    "arm",
    "given",
    "dose",
    "n",
    "events",
    "person_years",
    "crude_percent",
    "kaplan_meier_percent",
    "rate",
    "mean",
    "sd",
    "median",
    "lower",
    "upper",
    "before",
    "after",
    "effect",
    "estimate",
    "versus",
    "p",
    "model",
    "text",
    "origin",
    "verified",
    "doubtful",
    "role",
    "source",
    "citation",
    "doi",
    "where",
    "as_of",
)


def evidence_csv(base: Evidence, records: Sequence[Record] | None = None) -> str:
    """Return the records as CSV: one row per arm of a finding, per effect, and per statement; a study without findings has one.

    Crude and Kaplan-Meier shares stand in columns of their own, in per cent. Every row has its mark and its source.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for record in base.records.values() if records is None else records:
        for row in _rows(base, record):
            writer.writerow({name: "" if value is None else value for name, value in row.items()})
    return out.getvalue()


def bibtex(base: Evidence, records: Sequence[Record] | None = None) -> str:
    """Return the sources of the records as BibTeX, sorted by key; what has no publication is left out."""
    chosen = base.records.values() if records is None else records
    keys = {part.source for record in chosen for part in (record, *(record.findings if isinstance(record, Study) else ()))}
    entries = [_entry(base, key) for key in sorted(key for key in keys if key) if base.sources[key].kind != "reasoning"]
    return "\n".join(entries)


def _rows(base: Evidence, record: Record) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {
        "record": record.id,
        "topics": "; ".join(record.topics),
        "disease": record.population.disease,
        "serostatus": record.population.serostatus,
    }
    if isinstance(record, Statement):
        common |= {"kind": record.category, "given": "; ".join(record.about), "dose": record.dose, "text": record.text}
        yield common | {"origin": record.origin} | _marks(base, record, record)
    elif isinstance(record, Study):
        common |= {"kind": "study", "title": record.title, "design": record.design, "control": record.control}
        if not record.findings:
            yield common | {"given": "; ".join(treatments_of(record)), "n": record.population.n} | _marks(base, record, record)
        for finding in record.findings:
            for row in _of_finding(record, finding):
                yield common | row | _marks(base, record, finding)


def _of_finding(study: Study, finding: Finding) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {
        "finding": finding.id,
        "outcome": finding.outcome,
        "definition": finding.definition,
        "time": finding.time,
        "among": finding.among,
        "model": finding.model,
        "text": finding.text,
    }
    if finding.serostatus:
        common["serostatus"] = finding.serostatus
    for name, result in finding.arms.items():
        arm = study.arms[name]
        yield common | {"arm": name, "given": "; ".join(arm.given), "dose": arm.dose} | _result(result)
    for effect in finding.effects:
        low, high = effect.interval or (None, None)
        shown = {"effect": effect.type, "estimate": effect.estimate, "lower": low, "upper": high, "p": effect.p}
        yield common | shown | {"arm": effect.arm, "versus": effect.versus or effect.of}
    if not finding.arms and not finding.effects:
        yield common


def _result(result: ArmResult) -> dict[str, object]:
    low, high = result.interval or result.iqr or result.range or (None, None)
    plain = result.model_dump(
        include={"n", "events", "person_years", "crude_percent", "kaplan_meier_percent", "rate", "mean", "sd", "median"}
    )
    spread = {
        name: value.mean if value.mean is not None else value.median
        for name, value in (("before", result.before), ("after", result.after))
        if value
    }
    return plain | spread | {"lower": low, "upper": high} | ({"text": result.text} if result.text else {})


def _marks(base: Evidence, record: Record, part: Cited) -> dict[str, object]:
    key = part.source or record.source
    source = base.source_of(record, part)
    return {
        "verified": part.verified,
        "doubtful": "yes" if part.doubtful else None,
        "role": part.role,
        "source": key,
        "citation": source.citation if source else None,
        "doi": source.doi if source else None,
        "where": part.where,
        "as_of": part.as_of,
    }


def _entry(base: Evidence, key: str) -> str:
    source = base.sources[key]
    fields = {
        "title": source.citation,
        "year": source.year,
        "doi": source.doi,
        "url": link_of(base, key),
        "note": f"read: {source.read}" + (f" ({source.where})" if source.where else ""),
    }
    kind = evidence_words("source_kind")[source.kind].attributes["bibtex"]
    lines = [f"  {name} = {{{_escaped(str(value))}}}," for name, value in fields.items() if value is not None]
    return f"@{kind}{{{key},\n" + "\n".join(lines) + "\n}\n"


def _escaped(text: str) -> str:
    """Return a text with what LaTeX would read as a command escaped, and other letters than ASCII kept.

    >>> _escaped("80 % of A_1 & B")
    '80 \\\\% of A\\\\_1 \\\\& B'
    """
    return re.sub(r"([%&_#$])", r"\\\1", unicodedata.normalize("NFC", text))
