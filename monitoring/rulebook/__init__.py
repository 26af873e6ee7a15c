"""The targets and rules as a reader is shown them: words and tables made from what judges."""
