"""Throws very many made-up requests at a real server and judges every answer.

See ``python -m tools.fuzz --help``; ``tests/hardening/test_fuzz.py`` does the same in small.
"""
