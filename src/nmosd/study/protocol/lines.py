"""On which line of a protocol a key stands, so that a finding can say where to look."""

from collections.abc import Sequence


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the line, from 1, of a key in a TOML text; where the key is not written, that of its table, else null.

    Keys written as `a.b` or in braces are found by their first part. Of a list of tables (`[[outcomes]]`) the place says which.

    >>> line_of("title = 'x'\\n[time]\\nzero = 'onset'\\n", ("time", "zero"))
    3
    >>> line_of("[time]\\n", ("time", "zero"))
    1
    >>> line_of("[[outcomes]]\\nof = 'death'\\n[[outcomes]]\\nof = 'x'\\n", ("outcomes", "1", "of"))
    4
    """
    place = int(path[1]) if len(path) > 1 and path[1].isdecimal() else None
    path = [part for part in path if not part.isdecimal()]
    tables = tuple(path[:-1]) or tuple(path)
    table: tuple[str, ...] = ()
    seen = -1
    found_table: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = tuple(part.strip(" \"'") for part in stripped.split("#")[0].strip().strip("[]").split("."))
            seen += stripped.startswith("[[") and table == tuple(path[:1])
            if place is not None and seen != place:
                table = ("", *table)  # another of the list
            if table == tables or table == tuple(path):
                found_table = found_table or number
                if table == tuple(path):
                    return number
        elif "=" in stripped and not stripped.startswith("#"):
            name = stripped.split("=", 1)[0].strip().split(".")[0].strip(" \"'")
            if (*table, name) == tuple(path) or (*table, name) == tables:
                return number
    return found_table
