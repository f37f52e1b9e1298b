"""Whose report a document is and of which year: titles, names of bodies, divisions, dates."""
