"""Anybody checks a file without an account: the same code that reads colleges' feeds, and nothing is kept."""
