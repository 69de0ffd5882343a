"""A server of the Open Education API, version 5: courses, their offerings, organisations."""
