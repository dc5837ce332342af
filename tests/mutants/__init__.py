"""``make mutants``: changes the code in small ways and sees whether the tests notice. See docs/mutants.md."""
