"""What stands in quotation marks, and a block with it masked."""
