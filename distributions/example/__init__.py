"""The example: Rutan Kelas IIB Blora with fictional people, from November 2024 until today. See ``story.py``."""
