"""How well a recogniser hears: clips and texts in, errors, slots, delays and cost out. Nothing here runs in a call."""
