"""How fast everybody is judged anew, and what a night costs on which hardly anybody's day comes."""
