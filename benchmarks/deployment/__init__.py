"""What a clinic's own server bears, measured before a release."""
