"""The commands: parse options, call one verb, print its result."""
