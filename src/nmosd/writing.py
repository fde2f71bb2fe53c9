"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from nmosd.errors import NmosdError


def write_whole(path: Path, content: str | bytes | Callable[[BinaryIO], object]) -> Path:
    """Write a file beside its place and move it there, so that no reader ever sees half of it; return its path.

    `content` is a text (written in UTF-8 with line feeds), bytes, or a function that writes bytes to the open file.

    Raises:
        NmosdError: the folder does not exist and cannot be made, or the file cannot be written.
    """
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except OSError as error:
        raise NmosdError(f"{path} cannot be written ({error.strerror}): close it elsewhere, or give another path.") from error
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
    return path
