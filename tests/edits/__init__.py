"""Correct edits of the real data, of every sort that CONTRIBUTING describes: none of them may turn a test red."""
