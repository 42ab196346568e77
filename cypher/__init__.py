"""Cypher that ships with Rapallo."""
