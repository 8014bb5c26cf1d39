"""What stands behind the doors of `hearthside.ports`: fake, native (CPython) and browser."""
