"""The Route room: a policy that a person can read decides where a text goes."""
