"""What waits in the Route room: routing texts, keeping policies."""
