"""Every rule at its edges: below, at and above each bound, missing, stale, censored."""
