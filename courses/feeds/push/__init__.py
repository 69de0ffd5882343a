"""The third way in: a college's own system pushes its records, signed."""
