"""One screen a file, with its style sheet beside it; imported when first opened."""
