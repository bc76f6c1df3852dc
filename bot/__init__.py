"""Stitch: a chat bot for care teams, in which nothing falls through the cracks."""
