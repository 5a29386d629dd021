"""The laboratory's store: people, sessions, lifts, analyses, reports, deliveries. Raw recordings stay files."""
