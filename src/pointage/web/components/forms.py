"""How Django forms are drawn everywhere: the renderer (set as `FORM_RENDERER`) and the widgets
that plain Django lacks. No validation here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates

from .values import CheckItem, ChoiceCard


class ComponentsRenderer(DjangoTemplates):
    """`FORM_RENDERER = "pointage.web.components.forms.ComponentsRenderer"`."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/form/field.html"


class _DescribedChoices(forms.RadioSelect):
    """Choices whose look is described by value, apart from the choice itself."""

    draws_itself = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        describe: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.describe: Mapping[str, Any] = describe or {}

    def described(self, value: str, label: str) -> Any:
        """The description of a choice, or one made from its label."""
        raise NotImplementedError

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the description, and disable the choice when it carries a reason."""
        option = super().create_option(name, value, label, *args, **kwargs)
        about = self.described(str(value), str(label))
        option["about"] = about
        if about.reason:
            option["attrs"]["disabled"] = True
        element_id = option["attrs"].get("id", "")
        notes = [f"{element_id}_note"] if about.reason or about.text else []
        if notes:
            option["attrs"]["aria-describedby"] = " ".join(notes)
        return option


class RadioCards(_DescribedChoices):
    """One choice among a few, each a card with title, text and price.

    `describe` maps a choice's value to its `ChoiceCard`; it may be set per request through
    `form.fields["x"].widget.describe`.
    """

    template_name = "components/form/radio_cards.html"

    def described(self, value: str, label: str) -> ChoiceCard:
        """The card of a value."""
        return self.describe.get(value) or ChoiceCard(title=label)


class CheckList(_DescribedChoices, forms.CheckboxSelectMultiple):
    """Several choices in a list, each with a count and, when it cannot be taken, the reason."""

    template_name = "components/form/check_list.html"

    def described(self, value: str, label: str) -> CheckItem:
        """The line of a value."""
        return self.describe.get(value) or CheckItem(title=label)


class Switch(forms.CheckboxInput):
    """A yes or no drawn as a switch."""

    is_switch = True


class FileDrop(forms.FileInput):
    """A file input that is also a place to drop a file. `hint` says which kinds are taken."""

    draws_itself = True
    template_name = "components/form/file_drop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, hint: str = "") -> None:
        super().__init__(attrs)
        self.hint = hint

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the hint."""
        return super().get_context(name, value, attrs) | {"hint": self.hint}


class DateInput(forms.DateInput):
    """The browser's own date picker; its value is always ISO, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
