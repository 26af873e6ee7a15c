"""Files as they come: which format, which encoding, what must not be kept of them."""
