"""/mulai/: the first administrator and the first centre, opened by the code that the server printed."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from centres.accounts.first_run import NewAdministrator, NewCentre, start_first_centre
from centres.accounts.forms import FirstRunForm
from centres.context import SETTING_UP
from centres.forms import add_refusal, sent
from centres.history import acting_as
from centres.models import Centre
from config.errors import Refused

# In the session, while another field was wrong: the password as Django keeps it. It never goes back into the page.
KEPT = "first_run_password"


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Once there is a centre, this page leads to signing in."""
    if Centre.objects.exists():
        return redirect("/")
    if request.method != "POST":
        # Whoever opens the page types a password of their own: the one that is kept may be of somebody else, who sat
        # at this browser before.
        request.session.pop(KEPT, None)
    form = FirstRunForm(sent(request), kept=KEPT in request.session)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with acting_as("first_run"):
                _centre, user = start_first_centre(
                    code=data["code"],
                    centre=NewCentre(data["name"], data["regency"]),
                    administrator=NewAdministrator(
                        data["username"], data["full_name"], data["password"], request.session.get(KEPT, "")
                    ),
                    now=timezone.now(),
                )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            request.session.pop(KEPT, None)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            request.session[SETTING_UP] = True
            return redirect("distributions:start_steps")
    if form.errors and not {"password", "again"} & form.errors.keys() and form.cleaned_data.get("password"):
        request.session[KEPT] = make_password(form.cleaned_data["password"])
        form = FirstRunForm(sent(request), kept=True)
    return render(request, "centres/first_run.html", {"form": form}, status=422 if form.errors else 200)
