"""What reminders withstand and how fast they go: the release drill and the measurements."""
