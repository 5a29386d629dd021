"""Migrations; :mod:`service.store.schema` runs them."""
