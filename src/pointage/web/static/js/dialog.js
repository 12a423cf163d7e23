/** Opens <dialog> elements from `data-dialog-open="id"`. Where the trigger is a link, its page does
 * the same work without scripts. Closing is the browser's: Escape, or a form with method dialog. */

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const trigger = event.target.closest("[data-dialog-open]");
  if (trigger) {
    const dialog = document.getElementById(trigger.getAttribute("data-dialog-open") ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("dialog:opened", { detail: { trigger } }));
    return;
  }
  // A click that lands on the dialog itself, and not on what it holds, is on its backdrop.
  if (event.target instanceof HTMLDialogElement && !event.target.hasAttribute("data-keep-open")) {
    const box = event.target.getBoundingClientRect();
    const outside =
      event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
});

for (const dialog of document.querySelectorAll("dialog[data-open]")) {
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
