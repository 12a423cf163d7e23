"""The design system: templates, tags, form rendering and values shared by every page.

It knows how things look and are announced, not what they mean: no models, no services, no rules.
"""
