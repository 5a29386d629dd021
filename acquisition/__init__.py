"""From wires to recorded samples."""
