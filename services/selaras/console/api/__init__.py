"""The one way to the services: the client of the API, with the session of who is signed in."""
