"""What can be concluded: protocols, populations, analyses; every figure is a row of one table."""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["Protocol", "Study", "run"]

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.study import Study, run

__getattr__ = lazily(__name__, {"Protocol": "nmosd.study.protocol", "Study": "nmosd.study.study", "run": "nmosd.study.study"})
