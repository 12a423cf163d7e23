"""Pure rules of time and pay. No Django, no clock, no environment: values in, values out."""
