"""What laboratories say, whatever the format it came in. Pure; nothing is judged."""
