"""Commands of the monitoring app."""
