"""Pages of the room of the distributions, one module per topic."""
