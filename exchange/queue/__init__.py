"""What waits for a person: which decisions there are, and what each of them does."""
