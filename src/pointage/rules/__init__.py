"""Pure rules: time, pay periods, labour law, pay. No Django, no clock, no environment."""
