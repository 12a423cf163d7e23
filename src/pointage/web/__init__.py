"""Pages and the design system they are built from. Writes nothing itself: services do."""
