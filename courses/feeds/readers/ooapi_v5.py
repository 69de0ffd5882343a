"""Reads courses and their offerings from a server of the Open Education API, version 5."""
