"""The evidence as a page: records as foldable lines, tables side by side, search without a server."""
