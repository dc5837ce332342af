"""Pages of the room of the aid."""
