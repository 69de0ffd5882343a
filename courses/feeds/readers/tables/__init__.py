"""Tables of any kind. Each kind is a module of its own, so that only what a file needs is loaded to read it."""
