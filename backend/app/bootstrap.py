"""Composition root: the only file that names concrete adapters.

Each adapter is imported inside the factory that builds it, so one slow or missing package does not
stop a process that never uses it.
"""
