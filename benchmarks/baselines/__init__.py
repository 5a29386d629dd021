"""What a competent user would write without us: the other arm of every ratio."""
