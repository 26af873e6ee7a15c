"""The pages a clinic works with."""
