"""Vision: every eye examination on one scale, each eye's history, and what the person sees with the better and the worse eye."""
