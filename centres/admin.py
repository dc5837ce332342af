"""The stock admin is for configuration: what packages register there, and nobody here configures, is taken out."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

# Roles are memberships, not groups; sign-in knows no addresses; a second factor is taken off where that is logged
# (centres.password_reset).
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)
