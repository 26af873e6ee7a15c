"""Typing in what was measured."""
