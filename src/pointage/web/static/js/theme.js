/** Marks that scripts run, and applies the theme switch at once. The server remembers the choice. */

document.documentElement.classList.remove("no-js");

/** @param {string} theme auto, light or dark */
function applyTheme(theme) {
  const root = document.documentElement;
  if (theme === "auto") root.removeAttribute("data-bs-theme");
  else root.setAttribute("data-bs-theme", theme);
  const meta = document.querySelector('meta[name="color-scheme"]');
  meta?.setAttribute("content", theme === "auto" ? "light dark" : theme);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-switch]")) return;
  const pressed = event.submitter;
  if (!(pressed instanceof HTMLButtonElement)) return;
  event.preventDefault();
  applyTheme(pressed.value);
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === pressed));
  }
  const data = new FormData(form);
  data.set("theme", pressed.value);
  fetch(form.action, { method: "POST", body: data, redirect: "manual", credentials: "same-origin" });
});
