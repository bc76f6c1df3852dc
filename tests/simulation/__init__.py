"""Simulation: months of a hospital's life in a minute, from one seed, with everything breaking on the way.

Real are the router, the handlers, the store (on SQLite), delivery and the scheduler. Made up are time, the
platforms, the people, and what goes wrong. `python -m tests.simulation --help` runs it.
"""
