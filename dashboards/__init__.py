"""Facts into screens: MQTT topics, projections, the broker and the wallboard (imports queueing only)."""
