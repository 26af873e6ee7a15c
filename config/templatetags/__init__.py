"""Template tags about how files are served."""
