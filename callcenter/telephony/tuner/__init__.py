"""A process that brings a stream of the programme (MP3, AAC, Ogg, FLAC or WAV over HTTP) as RTP, 20 ms a packet."""
