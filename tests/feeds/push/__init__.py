"""Push: signed messages, batches, whole catalogues in parts, and the client that colleges run."""
