"""Addresses of the room of the centres."""

from django.urls import URLPattern

app_name = "centres"
urlpatterns: list[URLPattern] = []
