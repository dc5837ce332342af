"""Addresses of the room of the distributions."""

from django.urls import URLPattern

app_name = "distributions"
urlpatterns: list[URLPattern] = []
