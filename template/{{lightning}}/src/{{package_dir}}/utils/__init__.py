"""What several stages share; imports none of them."""
