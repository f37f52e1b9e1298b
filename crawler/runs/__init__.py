"""What a run leaves behind for people and machines: its folder, its report, its metrics."""
