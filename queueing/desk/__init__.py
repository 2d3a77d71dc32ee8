"""The desk itself: callers in line, offers, conversations, wrap-up."""
