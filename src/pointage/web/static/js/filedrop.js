/** Lets a file be dropped on `data-file-drop`; the input inside works without this. */

/** @param {EventTarget | null} target */
function dropOf(target) {
  return target instanceof Element ? target.closest("[data-file-drop]") : null;
}

/** @param {Element} drop */
function showNames(drop) {
  const input = drop.querySelector('input[type="file"]');
  const place = drop.querySelector("[data-file-name]");
  if (!(input instanceof HTMLInputElement) || !place) return;
  place.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
}

document.addEventListener("dragover", (event) => {
  const drop = dropOf(event.target);
  if (!drop) return;
  event.preventDefault();
  drop.setAttribute("data-over", "");
});

document.addEventListener("dragleave", (event) => {
  const drop = dropOf(event.target);
  if (drop && !(event.relatedTarget instanceof Node && drop.contains(event.relatedTarget))) {
    drop.removeAttribute("data-over");
  }
});

document.addEventListener("drop", (event) => {
  const drop = dropOf(event.target);
  const input = drop?.querySelector('input[type="file"]');
  if (!drop || !(input instanceof HTMLInputElement) || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  drop.removeAttribute("data-over");
  const taken = new DataTransfer();
  for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) {
    taken.items.add(file);
  }
  input.files = taken.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const drop = dropOf(event.target);
  if (drop) showNames(drop);
});
