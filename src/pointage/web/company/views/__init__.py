"""Views of the company room, one module a subject. Thin: form, service, redirect."""
