"""A person's label in words."""

from collections.abc import Mapping
from typing import Any


def label_words(row: Mapping[str, Any]) -> str:
    """Return a row of `labels` as a line, such as `cannot tell: MOG-IgG`.

    >>> label_words({"label": "MOGAD", "unconfirmed": False, "if_alternatives_excluded": True, "waits_for": []})
    'MOGAD, if alternatives are excluded'
    """
    if row["waits_for"]:
        return f"{row['label']}: {' and '.join(row['waits_for'])}"
    label = f"{row['label']} (unconfirmed assay)" if row["unconfirmed"] else str(row["label"])
    return f"{label}, if alternatives are excluded" if row["if_alternatives_excluded"] else label


def label_text(patient_id: str, row: Mapping[str, Any]) -> str:
    """Return a person's label on a terminal, with what it can turn out to be and what else is met literally."""
    lines = [f"{patient_id} · label · {label_words(row)}"]
    if row["possible"]:
        lines.append(f"  can be: {'; '.join(row['possible'])}; or not one of these")
    if row["also"]:
        lines.append(f"  {'met' if row['possible'] else 'also met'}, word for word: {'; '.join(row['also'])}")
    return "\n".join(lines)
