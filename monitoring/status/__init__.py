"""From facts to status rows: snapshots are assembled, judged, and written down."""
