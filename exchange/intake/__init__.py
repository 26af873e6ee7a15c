"""The one way in: rows are matched, compared, taken and told of, some men at a time."""
