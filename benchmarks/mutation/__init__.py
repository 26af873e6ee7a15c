"""How much of the judgement the tests hold: one small change at a time, and what notices it.

See docs/mutation.md. `operators` says which changes are made, `mutants` finds them in a source,
`served` lets Python import a changed source, `trials` asks the tests, `children` does so in child
processes, `journal` keeps the verdicts, `score` counts them.
"""
