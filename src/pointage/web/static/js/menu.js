/** Menus are <details>: they open without this file. It adds Escape, arrows, closing from outside,
 * and lifts a menu out of a scrolling table. */

const ITEMS = "a[href], button:not([disabled])";

/** @param {Element} menu */
function items(menu) {
  return /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(`.menu-panel :is(${ITEMS})`)]);
}

/** @param {HTMLDetailsElement} menu @param {boolean} refocus */
function close(menu, refocus) {
  if (!menu.open) return;
  menu.open = false;
  if (refocus) menu.querySelector("summary")?.focus();
}

/** Puts a panel that a scrolling box would cut at a fixed place under (or above) its button.
 * @param {HTMLDetailsElement} menu */
function place(menu) {
  const panel = /** @type {HTMLElement | null} */ (menu.querySelector(".menu-panel"));
  const button = menu.querySelector("summary");
  if (!panel || !button || !menu.closest(".table-scroll")) return;
  panel.toggleAttribute("data-floating", true);
  const at = button.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const below = at.bottom + size.height + 8 <= innerHeight;
  panel.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`;
  panel.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.matches("[data-menu]") || !menu.open) return;
    for (const other of document.querySelectorAll("details[data-menu][open]")) {
      if (other !== menu) close(/** @type {HTMLDetailsElement} */ (other), false);
    }
    place(menu);
  },
  true,
);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const inside = event.target instanceof Node && menu.contains(event.target);
    const chosen = event.target instanceof Element && event.target.closest(".menu-item[data-dialog-open]");
    if (!inside || chosen) close(/** @type {HTMLDetailsElement} */ (menu), false);
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target instanceof Element ? event.target.closest("details[data-menu][open]") : null;
  if (menu && event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) {
    close(/** @type {HTMLDetailsElement} */ (menu), false);
  }
});

addEventListener("scroll", () => {
  for (const panel of document.querySelectorAll("details[open] > .menu-panel[data-floating]")) {
    close(/** @type {HTMLDetailsElement} */ (panel.parentElement), false);
  }
}, { passive: true });

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element ? event.target.closest("details[data-menu]") : null;
  if (!(menu instanceof HTMLDetailsElement)) return;
  const onButton = event.target instanceof Element && event.target.matches("summary");
  if (event.key === "Escape" && menu.open) {
    event.stopPropagation();
    close(menu, true);
  } else if (event.key === "ArrowDown" && onButton && !menu.open) {
    event.preventDefault();
    menu.open = true;
    items(menu)[0]?.focus();
  } else if (menu.open && ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    const all = items(menu);
    const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: now + 1, ArrowUp: now < 0 ? all.length - 1 : now - 1, Home: 0, End: all.length - 1 }[event.key] ?? 0;
    all[(next + all.length) % all.length]?.focus();
  }
});
