"""What rounds came to: results, recaps, and the texts that tell of them."""
