"""The pages of the laboratory: one screen for the technician, and what stands around it."""
