"""The same misuse of Latente and of other ways to serve the same model: what each answers."""
