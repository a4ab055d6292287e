"""Documents for customers, the library they are filled from, and where a customer accepts.

Knows quotes as frozen snapshots; does not know deals, approvals or how a signature is sealed.
"""
