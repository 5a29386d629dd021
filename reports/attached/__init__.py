"""What travels inside a report: enough to compute its numbers and to draw its pages again."""
