"""What the columns of a laboratory's tables mean: declared once, and saved."""
