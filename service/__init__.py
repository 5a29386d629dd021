"""People and time: commands, and later the console, the store and delivery."""
