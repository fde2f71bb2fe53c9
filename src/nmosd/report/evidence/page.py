"""The evidence as one page that asks for nothing from anywhere, with a search that works by keyboard and without a server."""

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from nmosd import __version__
from nmosd.evidence.base import Evidence, load_evidence
from nmosd.evidence.checks import check_evidence
from nmosd.evidence.citing import link_of
from nmosd.evidence.vocabulary import evidence_words
from nmosd.report.evidence.cards import Card, cards_of
from nmosd.report.evidence.care import co_treatment_table, symptom_tables
from nmosd.report.evidence.case_tables import case_tables
from nmosd.report.evidence.parts import EvidenceTable
from nmosd.report.evidence.roadmap import roadmap_tables
from nmosd.report.evidence.treatment import attack_tables, harm_table, prevention_tables
from nmosd.report.evidence.words import MARKS
from nmosd.report.numbers import NARROW_SPACE
from nmosd.report.rendering import template
from nmosd.writing import write_whole

_COMPARISONS = {
    "random": "compared at random",
    "compared": "compared, not at random",
    "not compared": "not compared",
    "statement": "statements",
}


@dataclass(frozen=True)
class TopicSection:
    """One topic: its tables, then its records."""

    id: str
    topic: str
    title: str
    tables: tuple[EvidenceTable, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class SourceEntry:
    """One source: its citation, where it opens, and how far it was read."""

    key: str
    text: str
    link: str
    read: str


def write_evidence(path: Path | str, base: Evidence | None = None) -> Path:
    """Write the evidence page and return its path; without `base`, of the evidence that comes with nmosd.

    The page is for qualified professionals: it holds doses and options, each with its mark, and recommends none. The same base
    gives the same bytes.
    """
    return write_whole(Path(path), evidence_html(load_evidence() if base is None else base))


def evidence_html(base: Evidence) -> str:
    """Return the evidence page as HTML."""
    templates = files("nmosd.report") / "templates"
    style = "".join((templates / name).read_text("utf-8") for name in ("style.css", "evidence.css"))
    script = (templates / "evidence.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sections = _sections(base)
    cards = [card for section in sections for card in section.cards]
    page = {
        "version": __version__,
        "style": style,
        "script": script,
        "script_digest": digest,
        "sections": sections,
        "studies": len(base.studies),
        "statements": len(base.statements),
        "findings": sum(len(study.findings) for study in base.studies),
        "sources": _sources(base),
        "treatments": sorted({name for card in cards for name in card.treatments}, key=str.casefold),
        "comparisons": _COMPARISONS,
        "marks": MARKS,
        "allowed": [problem for problem in check_evidence(base) if problem.allowed],
    }
    return template("evidence.html.j2", kept=_kept_together).render(page=page) + "\n"


def _kept_together(text: str) -> str:
    """Return a text in which a number and its sign, and a p and its value, stay on one line."""
    joined = re.sub(r"(?<=[\d)]) %", f"{NARROW_SPACE}%", text)
    return re.sub(r"\bp (?=[<\d])", "p\u00a0", joined).replace("n = ", "n\u00a0=\u00a0")


def _sections(base: Evidence) -> tuple[TopicSection, ...]:
    tables = {
        "acute attack": attack_tables(base),
        "relapse prevention": prevention_tables(base),
        "harm": (harm_table(base),),
        "symptoms": symptom_tables(base),
        "cellular therapy": roadmap_tables(base),
        "comorbidity": (co_treatment_table(base), *case_tables()),
    }
    made = []
    for topic, term in evidence_words("topic").items():
        cards = cards_of(base, topic)
        if cards:
            shown = tuple(table for table in tables.get(topic, ()) if table.rows)
            made.append(TopicSection(topic.replace(" ", "-"), topic, str(term.attributes["title"]), shown, cards))
    return tuple(made)


def _sources(base: Evidence) -> tuple[SourceEntry, ...]:
    entries = [
        SourceEntry(key, source.citation, link_of(base, key) or "", source.read + (f" ({source.where})" if source.where else ""))
        for key, source in base.sources.items()
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.text.casefold(), entry.key)))
