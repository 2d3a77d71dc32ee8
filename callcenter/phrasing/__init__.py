"""An optional local language model for a draft's title and summary, once after the call; off unless configured."""
