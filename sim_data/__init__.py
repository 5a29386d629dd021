"""Simulated lifter, plates and NI device server. Imports nothing of the house."""
