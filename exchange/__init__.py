"""What comes in from laboratories and goes out to other systems."""
