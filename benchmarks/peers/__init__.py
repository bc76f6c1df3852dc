"""Other engines at the same work, each in its recommended configuration: so many jobs that do nothing are due now.

Each file is a script with its own few dependencies, run by `benchmarks.delivery` in an environment that is thrown
away: `python procrastinate_jobs.py DATABASE_URL DUE PENDING` prints `{"per_s": …}`.
"""
