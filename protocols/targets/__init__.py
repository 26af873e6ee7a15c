"""Every clinical number of the product, once: analytes, goals, doses, schedule and bone."""
