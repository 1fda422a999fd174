"""geo: stories of single drives first, then what holds for every drive."""
