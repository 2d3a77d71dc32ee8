"""All that is made of a show within ten minutes of sign-off: logs, transcript, subtitles, clips, lists and forms."""
