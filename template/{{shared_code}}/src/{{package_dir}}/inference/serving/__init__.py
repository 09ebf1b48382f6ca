"""Answer over HTTP with a trained model, and show it on a web page."""
