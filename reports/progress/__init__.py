"""What the report of an athlete's months says, as plain values made from lift documents alone."""
