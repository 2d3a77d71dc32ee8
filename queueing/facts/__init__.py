"""All that can happen at the desk, one module a topic; `queueing.events` is where others import it from."""
