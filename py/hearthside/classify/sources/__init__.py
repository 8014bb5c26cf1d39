"""Where features of a text come from: the likelihood of labels, or an embedding."""
