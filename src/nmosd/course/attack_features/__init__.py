"""What each attack was: how certain, where, of what kind, how severe, and what came before it.

Every rule stands with its source in the modules of this package and in the data files beside them: what speaks for an attack
(`evidence`), how certain that makes it (`certainty.toml`), where it struck and which core characteristics it stands for
(`kinds`), which scores there were before and in it (`scores`), when they show an objective change (`objective_change.toml`) and
how severe they make it (`severity.toml`).

An adjudication on record is kept beside the certainty and never overruled by it: adjudications that set a reported attack aside
(`not_attacks`) have done so before.
"""

from nmosd.course.attack_features.features import derive_attack_features

__all__ = ["derive_attack_features"]
