"""The sentences of the page, per language."""
