"""The evidence base as a page of the reference: how a record is written, its words, and the codes of the checks."""

from importlib.resources import files

from pydantic import BaseModel

from nmosd.evidence import check_codes
from nmosd.evidence.models import Arm, ArmResult, Effect, Finding, Population, Source, Statement, Study
from nmosd.evidence.vocabulary import evidence_words
from nmosd.report.dictionary import markdown_table

_INTRODUCTION = """\
# The evidence base

Written from the models, the vocabulary and `codes.toml` of `nmosd.evidence` by `python -m docs.generate`; do not edit.

`nmosd evidence` answers what is known about something in NMOSD, from what kind of study, in whom, and how sure it is that it
stands in its source. It is for qualified professionals, ranks nothing and recommends nothing. Doses stand in its pages only, each
with its mark; the pages of a study or of a person cite sources and name no dose.

| command | what comes back |
| --- | --- |
| `nmosd evidence WORDS` | every record with these words: studies by design, then statements |
| `nmosd evidence symptoms` | the map of symptomatic and restorative care |
| `nmosd evidence check` | what the integrity checks find; exit code 1 if it is something |
| `nmosd evidence pool` | series pooled, from a table or from the base |
| `nmosd evidence cases` | a living case table: each person once, reviews held against it |
| `nmosd evidence page` | everything as one page with a search, that needs no server |
| `nmosd evidence export` | CSV, or the sources as BibTeX |

Every command but `cases` takes `--base FOLDER`: records of your own, checked and shown in the same way.

## A record

A folder holds `sources.yaml` and any number of files of records, one document each (`---` between them). A document with
`defaults` gives every record after it what it does not say itself. Marks: *read*, *recalled* (nobody has looked it up: never
pooled, never an expected value), *inferred* (our own reasoning, from the records named in `rests_on`). Shares of people
(`crude_percent`) and Kaplan-Meier shares (`kaplan_meier_percent`) are different figures and have different fields. What a check
finds and the source really prints is kept with `allow: {E112: the reason}`, and the page lists it.

```yaml
# sources.yaml
SOURCES```

```yaml
# trials.yaml: any name but that
RECORDS```
"""

_PARTS: tuple[type[BaseModel], ...] = (Source, Study, Population, Arm, Finding, ArmResult, Effect, Statement)
_LISTS = ("topic", "design", "control", "serostatus", "origin", "category", "modality", "symptom", "relation", "harm_level")


def evidence_reference() -> str:
    """Return the page as Markdown."""
    example = files("nmosd.evidence") / "example"
    introduction = _INTRODUCTION
    for place, name in (("SOURCES", "sources.yaml"), ("RECORDS", "trials.yaml")):
        introduction = introduction.replace(place, (example / name).read_text("utf-8"))
    return "\n".join([introduction, _fields(), _words(), _checks()])


def _fields() -> str:
    rows = []
    for part in _PARTS:
        needed = [name for name, field in part.model_fields.items() if field.is_required()]
        others = [name for name in part.model_fields if name not in needed]
        said = (part.__doc__ or "").strip().partition("\n")[0]
        rows.append((part.__name__, said, ", ".join(f"`{name}`" for name in needed), ", ".join(f"`{name}`" for name in others)))
    return "## Fields\n\n" + markdown_table(("part", "what it is", "must be there", "may be there"), rows)


def _words() -> str:
    rows = [(name.replace("_", " "), "; ".join(evidence_words(name))) for name in _LISTS]
    return "## Words\n\nDrugs and diseases are those of the record.\n\n" + markdown_table(("list", "words"), rows)


def _checks() -> str:
    rows = [(code, entry.severity, entry.title, entry.remedy) for code, entry in check_codes().items()]
    return "## What `nmosd evidence check` finds\n\n" + markdown_table(("code", "severity", "what", "what to do"), rows)
