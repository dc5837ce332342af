"""Benchmarks, and the generator of a register of the whole country. See docs/bench.md."""
