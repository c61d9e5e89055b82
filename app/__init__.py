"""Puente carries text messages between families and their child's school."""
