"""A machine of 2 GB: Chromium in a control group with that limit, a story and a table."""
