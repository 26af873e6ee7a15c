"""Tags for what pages show again and again."""
