"""What a build costs, beside the same content written by hand, and how soon a preview shows an edit: `make bench`."""
