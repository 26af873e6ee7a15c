"""FHIR R4 resources, from JSON to results as a laboratory sent them. Pure; nothing is judged."""
