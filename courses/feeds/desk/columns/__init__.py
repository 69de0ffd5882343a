"""The mapping screen's own state: a profile as columns with choices beside them, and back again."""
