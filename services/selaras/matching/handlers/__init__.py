"""What matching does when something arrives."""
