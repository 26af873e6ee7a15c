"""What a browser can take out of the product."""
