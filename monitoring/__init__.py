"""What the facts mean: judgement, what is due, and whom we tell."""
