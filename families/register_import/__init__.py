"""From the register of an office, an Excel or CSV file, to families."""
