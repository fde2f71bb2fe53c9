"""What is published: sources, studies, findings and statements as files; integrity checks; synthesis; living case tables."""

from nmosd.lazy import lazily

__getattr__ = lazily(__name__, {})
