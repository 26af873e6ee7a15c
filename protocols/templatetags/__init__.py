"""Words of the rule book for templates."""
