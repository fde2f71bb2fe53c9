"""What a field allows, in words: for the template's help, the data dictionary and messages."""

import math

from nmosd.record.fields import Field

SEPARATOR = "; "
"""What joins several values in one cell."""


def allowed_text(field: Field, *, longest: int | None = None) -> str:
    """Return in words what a field allows: its names, its bounds, or how to write it.

    `longest`: a list of more names than this is only counted.
    """
    if field.kind in ("choice", "choices"):
        if longest is not None and len(field.allowed) > longest:
            return f"{len(field.allowed)} names, see the drop-down; brands and abbreviations are understood"
        return SEPARATOR.join(field.allowed)
    if field.kind in ("number", "whole number"):
        bounds = f"{field.low:g} to {field.high:,.15g}".replace(",", " ") if field.high is not None else f"from {field.low:g}"
        steps = f" in steps of {field.step:g}" if field.step is not None and field.step != 1 else ""
        never = "".join(f", never {value:g}" for value in field.excluded)
        return bounds + steps + never
    return {"date": "a day, a month, a year or a stretch of days", "reference": f"a row_id of {field.refers_to}"}.get(
        field.kind, ""
    )


def checks_text(field: Field) -> str:
    """Return in words what a clinic is asked about where a field breaks it; empty where nothing is."""
    checks = []
    if field.not_before:
        checks.append(f"not before {field.not_before}")
    if field.only_with:
        checks.append(f"only where {field.only_with[0]} is {field.only_with[1]}")
    return "; ".join(checks)


def example(field: Field) -> str:
    """Return a value that the field allows, as a person would write it; empty for free text."""
    if field.kind == "choice":
        return field.allowed[0]
    if field.kind == "choices":
        return SEPARATOR.join(field.allowed[:2])
    if field.kind in ("number", "whole number"):
        return f"{_middle(field):g}"
    return {"date": "2014-03", "reference": "P017-a1", "identifier": "P017" if field.name == "patient_id" else "P017-a1"}.get(
        field.kind, ""
    )


def _middle(field: Field) -> float:
    """Return a plain number between the bounds: their middle to one digit, the geometric one where no bound is below 0."""
    low, high = field.low or field.step or 0.5, field.high or 100
    middle = math.sqrt(low * high) if low > 0 else (low + high) / 2
    if middle <= 0:
        return round(middle)
    power = 10 ** math.floor(math.log10(middle))
    rounded = round(middle / power) * power
    on_grid = round(rounded / field.step) * field.step if field.step else rounded
    return float(max(low, min(high, on_grid)))
