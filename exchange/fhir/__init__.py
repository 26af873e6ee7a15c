"""What goes out as FHIR R4: a man's record, or the records of a whole clinic, as one bundle."""
