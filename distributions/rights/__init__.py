"""What a family may ask for by UU 27/2022: all that is held about it, and that it is erased."""
