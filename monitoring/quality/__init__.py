"""How the clinic does: its measures, what its flags lead to, and how many of them there are."""
