"""Recording who received what: from the page, from paper, later from a phone without a signal."""
