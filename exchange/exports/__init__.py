"""What leaves as tables or as a whole clinic, and reads back."""
