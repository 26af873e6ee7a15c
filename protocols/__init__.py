"""What the men take, and the targets that results are judged by."""
