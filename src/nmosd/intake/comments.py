"""Which cells of a sheet carry a comment; what the comments say is not read, because it may name people."""

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

_KINDS = ("/comments", "/threadedComment")


def commented_cells(archive: ZipFile, sheet_path: str) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell of a sheet that carries a comment; `sheet_path` is the sheet's part of the workbook."""
    from openpyxl.utils.cell import coordinate_to_tuple
    from openpyxl.xml.functions import fromstring

    folder, name = posixpath.split(sheet_path.lstrip("/"))
    parts = set(archive.namelist())
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts:
        return
    for relation in fromstring(archive.read(relations)):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("Type", "").endswith(_KINDS) and target in parts:
            for element in fromstring(archive.read(target)).iter():
                place = element.get("ref") if element.tag.rpartition("}")[2] in ("comment", "threadedComment") else None
                if place:
                    yield coordinate_to_tuple(place)
