"""What managers watch: who is working, correction requests, exceptions."""
