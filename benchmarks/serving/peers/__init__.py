"""Other ways to serve the same model, each as a small program that listens on one port.

Each takes the body that Latente takes, ``{"latents": [[..]]}`` with one latent, on
``POST /decode``, and answers with the same picture as a PNG. Each is set up as its own
documentation advises for a service under load, with one inference thread.
"""
