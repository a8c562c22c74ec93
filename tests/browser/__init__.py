"""The page, driven in a real Chromium. A package, so that its browser closes with its last test."""
