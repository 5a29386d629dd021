"""People: who they are, what they may do, what was done, and how they are forgotten."""
