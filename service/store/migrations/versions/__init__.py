"""Every schema that a store has had, each made from the one before."""
