"""What tests of all folders use: commands, repositories, terminals and releases."""
