"""The console: web pages for humas coordinators.

It calls the services over gRPC and keeps nothing but sessions.
"""
