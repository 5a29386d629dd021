"""From findings to a page: plain values, then positions, then marks, then a PDF."""
