"""Tests of how things are kept."""
