"""What is due for a man, and since when it is late."""
