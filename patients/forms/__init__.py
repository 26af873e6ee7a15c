"""What all forms of the product share."""
