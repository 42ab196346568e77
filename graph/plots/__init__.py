"""Figures as a historian prints them, drawn with matplotlib."""
