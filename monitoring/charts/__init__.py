"""The course of one man drawn: facts in (points), what is to be seen (spec), two ways of showing it
(svg, figure).

Pure: no database, no clock, no clinical number of its own. Goals and the longest gap that a line
may bridge come from the caller.
"""
