"""From findings to a page."""
