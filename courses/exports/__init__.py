"""The catalogue, out: as a list that others follow, and in the shapes of standards."""
