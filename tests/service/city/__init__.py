"""Each city's profile at work, seen from outside: a real service over HTTP."""
