"""Offline training: recipe -> data -> fit -> evaluate -> publish."""
