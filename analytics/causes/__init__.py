"""Repeat root causes: groups of incidents, what they signal, and whether a change stopped them."""
