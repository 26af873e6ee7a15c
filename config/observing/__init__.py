"""What whoever runs the server sees of it: readiness, figures, and a page; never a patient."""
