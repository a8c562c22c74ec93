"""The load generator: a process of its own, far cheaper than what it measures.

A minimal HTTP/1.1 (or WebSocket) client on uvloop that writes prepared bytes and looks only
at what it needs of the answers. ``python -m benchmarks.serving.load`` reads one job as JSON
from its standard input and writes the figures as JSON to its standard output.
"""
