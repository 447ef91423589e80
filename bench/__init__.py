"""What a build costs, beside the same content written by hand: `make bench`."""
