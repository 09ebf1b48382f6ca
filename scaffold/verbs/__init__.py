"""What each command does: a request in, a result out. Nothing here prints."""
