"""What a study asks, as a TOML file: who is in it, who is compared, how things are defined, and which figures are wanted."""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["Protocol"]

if TYPE_CHECKING:
    from nmosd.study.protocol.protocol import Protocol

__getattr__ = lazily(__name__, {"Protocol": "nmosd.study.protocol.protocol"})
