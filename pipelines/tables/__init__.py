"""Statutory tables read by label, whatever their layout, and the sums that must hold within them."""
