"""From volts to findings."""
