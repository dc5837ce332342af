"""*Cocokkan daftar WBP*: this month's list of inmates against those of the register who have families."""
