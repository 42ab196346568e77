"""A casebook, its figures and its tables, set down for a reviewer and made again from that."""
