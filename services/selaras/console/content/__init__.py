"""What pages say, worked out without the web and without the services."""
