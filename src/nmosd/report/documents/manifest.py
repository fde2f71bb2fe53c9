"""The manifest of a report: what it was made from, and the hash of every file of it."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study


def write_manifest(study: "Study", folder: Path, written: Iterable[Path]) -> Path:
    """Write `manifest.json` into a report's folder and return its path.

    It is the study's manifest with `files`: the SHA-256 of each file that was written, by its path inside the folder, sorted.
    """
    files = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
    content = {**study.manifest, "files": dict(sorted(files.items()))}
    return write_whole(folder / "manifest.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")
