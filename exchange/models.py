"""What came in from laboratories and left for other systems."""
