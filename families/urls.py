"""Addresses of the room of the families."""

from django.urls import URLPattern

app_name = "families"
urlpatterns: list[URLPattern] = []
