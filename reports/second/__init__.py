"""The second page's parts as plain values."""
