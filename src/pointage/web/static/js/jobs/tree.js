/** Opens branches of the job tree in place, and moves through it with the arrow keys. Without this
 * a branch is a page of its own. */

/** @param {HTMLElement} toggle */
function branchOf(toggle) {
  return toggle.closest(".job-node")?.querySelector(":scope > .job-branch");
}

/** @param {HTMLElement} toggle @param {boolean} open */
async function set(toggle, open) {
  let branch = branchOf(toggle);
  if (open && !branch) {
    if (toggle.hasAttribute("data-busy")) return;
    toggle.setAttribute("data-busy", "");
    const answer = await fetch(toggle.dataset.branch ?? "").catch(() => null);
    toggle.removeAttribute("data-busy");
    if (!answer?.ok) {
      location.assign(/** @type {HTMLAnchorElement} */ (toggle).href);
      return;
    }
    toggle.closest(".job-node")?.insertAdjacentHTML("beforeend", await answer.text());
    branch = branchOf(toggle);
  }
  if (branch instanceof HTMLElement) branch.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
}

/** @param {Element} from */
function toggleOf(from) {
  const toggle = from.closest(".job-node")?.querySelector(":scope > .job-line [data-branch]");
  return toggle instanceof HTMLElement ? toggle : null;
}

/** @param {Element} from @param {number} step */
function step(from, step) {
  const tree = from.closest(".job-tree");
  const links = [...(tree?.querySelectorAll(".job-link") ?? [])].filter(
    (link) => !link.closest("[hidden]"),
  );
  const at = links.indexOf(from.closest(".job-line")?.querySelector(".job-link") ?? from);
  const next = links[at + step];
  if (next instanceof HTMLElement) next.focus();
}

document.addEventListener("click", (event) => {
  const toggle = event.target instanceof Element ? event.target.closest("[data-branch]") : null;
  if (!(toggle instanceof HTMLElement) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  set(toggle, toggle.getAttribute("aria-expanded") !== "true");
});

document.addEventListener("keydown", (event) => {
  const from = event.target;
  if (!(from instanceof Element) || !from.matches(".job-tree :is(.job-link, [data-branch])")) return;
  const toggle = toggleOf(from);
  const isOpen = toggle?.getAttribute("aria-expanded") === "true";
  if (event.key === "ArrowDown") step(from, 1);
  else if (event.key === "ArrowUp") step(from, -1);
  else if (event.key === "ArrowRight" && toggle && !isOpen) set(toggle, true);
  else if (event.key === "ArrowRight" && isOpen) step(from, 1);
  else if (event.key === "ArrowLeft" && toggle && isOpen) set(toggle, false);
  else if (event.key === "ArrowLeft") {
    const above = from.closest(".job-branch")?.closest(".job-node");
    /** @type {HTMLElement | null | undefined} */ (above?.querySelector(".job-link"))?.focus();
  } else return;
  event.preventDefault();
});
