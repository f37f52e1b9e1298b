"""Valid reports of every format, damaged: what comes of them must be a report or a clear refusal."""
