"""Pictures as files: whatever fonts a machine has, they are the same."""

import subprocess
import sys
from pathlib import Path

DRAW = """
import sys
from nmosd.report.svg import png_of

sys.stdout.buffer.write(png_of('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20" style="max-width:90px">'
    '<desc>words</desc><text x="2" y="15" font-family="inherit" font-size="12">Attacks, 0.37</text></svg>'))
"""
EMPTY = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>nowhere</dir></fontconfig>'


def drawn(environment: dict[str, str]) -> bytes:
    return subprocess.run([sys.executable, "-c", DRAW], env=environment, capture_output=True, check=True).stdout


def test_a_machine_without_fonts_draws_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(EMPTY)
    without = drawn({"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    assert without.startswith(b"\x89PNG")
    assert drawn({}) == without
