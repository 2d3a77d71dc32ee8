"""Real phones for tests: baresip (a softphone) and sipp (a trunk), tones said and tones heard."""
