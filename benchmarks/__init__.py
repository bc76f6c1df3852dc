"""Measurements, in figures that can be compared: medians and ratios of one run on one machine."""
