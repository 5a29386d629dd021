"""The sentences of the page, one module per language."""
