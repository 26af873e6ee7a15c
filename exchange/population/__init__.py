"""Invented men by the hundred thousand, to measure with: each a pure function of his number."""

from exchange.population.seeding import Population, seed

__all__ = ["Population", "seed"]
