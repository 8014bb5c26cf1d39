"""The rooms of the page, a folder each. `tests/test_house_app.py` says which may not know which."""
