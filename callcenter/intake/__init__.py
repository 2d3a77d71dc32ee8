"""Matters that come in without a call: one idempotent door for web, WeChat, messages, mailboxes, grid workers, 110."""
