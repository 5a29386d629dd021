"""What the summary of one athlete's day says, as plain values made from lift documents alone."""
