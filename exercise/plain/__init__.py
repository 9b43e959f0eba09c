"""The exercise as numbered text prompts on standard input and output, for screen readers, pipes and scripts.

Begin at `hall.run_plain`. It shows what `exercise.desk` gives, like the screens, and imports no Textual.
"""
