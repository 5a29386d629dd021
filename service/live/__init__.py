"""What the plates show this moment, for every screen that looks: one picture, encoded once."""
