"""What several pages of a round have in common: which round they open, its rows, its next step, its small forms."""
