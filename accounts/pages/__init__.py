"""The pages about people: coming in and going out, one's own account, roles, staff, the record."""
