"""One file a detector: its drawing, its columns, its formula."""
