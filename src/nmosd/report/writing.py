"""Files that appear whole or not at all."""

import os
import tempfile
from pathlib import Path

from nmosd.errors import NmosdError


def write_whole(path: Path, text: str) -> Path:
    """Write a text file (UTF-8, line feeds) beside its place and move it there, so that no reader ever sees half of it.

    Raises:
        NmosdError: the folder does not exist and cannot be made, or the file cannot be written.
    """
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise NmosdError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    return path
