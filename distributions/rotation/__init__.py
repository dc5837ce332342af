"""Who comes next, and why: the rotation of families and villages."""
