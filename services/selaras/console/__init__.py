"""The console: web pages for humas coordinators. It calls the services and keeps nothing but sessions."""
