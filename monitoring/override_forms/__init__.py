"""Moving targets: for one man, for a clinic, or for a laboratory with its method.

The first sending answers with what the change would do to the findings; saving needs a tick that
stands for exactly that answer.
"""
