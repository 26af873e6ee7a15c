"""Who the men are, what they report, and the one way to write a fact about them."""
