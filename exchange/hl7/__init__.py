"""HL7 v2 messages, from bytes to results as a laboratory sent them. Pure; nothing is judged."""
