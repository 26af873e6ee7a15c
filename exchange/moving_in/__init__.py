"""Moving in: a clinic's men with their whole history, from one spreadsheet."""
