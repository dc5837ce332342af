"""Pages of the room of the families, one module per topic."""
