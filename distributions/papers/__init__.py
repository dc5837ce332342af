"""The papers of a round, one module each."""
