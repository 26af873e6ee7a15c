"""The page on which a clinic sees how its server is."""
