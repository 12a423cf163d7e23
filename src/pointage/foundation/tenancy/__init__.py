"""Whose rows a piece of work may see. Every tenant row is reached inside a scope or not at all."""
