"""What may leave the room: figures without small counts, exports without a row that stands alone."""
