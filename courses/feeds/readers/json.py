"""Reads a list of objects from a JSON file, by a feed profile."""
