"""What a job asks for again of a portal that is known, and what it takes over from the job before."""
