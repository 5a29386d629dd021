"""The API under ``/api/v1``: what programs read and write, by identity, as JSON, Parquet, C3D and PDF."""
