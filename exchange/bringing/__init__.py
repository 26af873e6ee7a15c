"""A file brought by the page: opened, looked at row by row, accepted or set aside."""
