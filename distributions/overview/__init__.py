"""What pages show that read several rooms: *Beranda*, the story of a family."""
