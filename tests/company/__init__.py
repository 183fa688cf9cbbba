"""An invented company: its configuration, its people, its cases. ``tests.builders`` is the way in."""
