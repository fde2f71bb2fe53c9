"""Misdiagnosis review: what in a record does not fit the label that a person carries, or the drugs that were given.

Three matters, each a fact and a question to whoever knows the person, none an instruction; a module each: `other_disease`,
`harmful_drugs`, `for_multiple_sclerosis`. `reviewing` puts them together.
"""

from nmosd.criteria.misdiagnosis.reviewing import review

__all__ = ["review"]
