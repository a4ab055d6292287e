"""Gets a machine ready: system packages, Python packages, front-end files.

Runs before anything is installed, so it knows nothing but Python's standard library.
"""
