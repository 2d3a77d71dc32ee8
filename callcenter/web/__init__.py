"""The JSON API, the WebSocket of the desk and the screens, over aiohttp."""
