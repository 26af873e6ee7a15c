"""How fast laboratories' files are taken in, beside the least that a database has to do."""
