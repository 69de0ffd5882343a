"""Files that people give: kept, looked at by their first bytes, read by a run like everything else."""
