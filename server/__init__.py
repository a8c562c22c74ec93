"""The Latente service: published models over HTTP. See ``server.app.create_app``."""
