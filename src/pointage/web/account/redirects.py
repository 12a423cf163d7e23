"""Where a `next` may lead: paths of this site, nothing else."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(address: str, default: str = "") -> str:
    """`address` if it is a path of this site, otherwise `default`."""
    is_own = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None
    )
    return address if is_own else default
