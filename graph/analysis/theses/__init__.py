"""Theses: general claims of a text, put to the record: :mod:`rapallo.analysis.theses.sitting`."""
