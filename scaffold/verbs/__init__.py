"""One module per command: a request in, a result out. Nothing here prints."""
