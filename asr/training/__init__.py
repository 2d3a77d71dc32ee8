"""Trainer of the synthetic-speech demo model: espeak-ng audio in, a Vosk folder out. Not needed to run the service."""
