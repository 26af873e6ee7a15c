"""Codes and units of other systems and laboratories, and what they mean here."""
