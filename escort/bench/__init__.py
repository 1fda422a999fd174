"""What this machine does: one file a part of the service, each with `measure(quick) -> figures`."""
