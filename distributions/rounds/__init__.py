"""One round from its making to its closing: what is done with it, and what it needs."""
