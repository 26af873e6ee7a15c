"""What is owed to each man: the ledger of duties and its due dates."""
