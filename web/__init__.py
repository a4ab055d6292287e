"""The shell: the application, its security, its command line, and what administrators see.

Opens the doors of the rooms and turns refusals into answers; no business of its own.
"""
