"""What is asked of a person: forms with their rows, options, validation and submit, one builder for each thing asked."""
