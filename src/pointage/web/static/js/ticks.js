// A long list of ticks: filters its lines while typing and says how many are chosen.
// Without it the whole list is there to scroll through.

/** Text without case and accents, so that « erabliere » finds « Érablière ».
 * @param {string} text
 * @returns {string} */
const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/** @param {HTMLElement} box */
function start(box) {
  const search = /** @type {HTMLInputElement} */ (box.querySelector("[data-ticks-search]"));
  const count = /** @type {HTMLElement} */ (box.querySelector("[data-ticks-count]"));
  const lines = Array.from(box.querySelectorAll(".tick-line"), (line) => ({
    line: /** @type {HTMLElement} */ (line),
    text: folded(line.textContent ?? ""),
    input: /** @type {HTMLInputElement} */ (line.querySelector("input")),
  }));
  const tell = () => {
    const chosen = lines.filter(({ input }) => input.checked).length;
    const number = chosen.toLocaleString(document.documentElement.lang);
    count.textContent = (box.dataset.countWords ?? "").replace("{count}", number);
  };
  search.addEventListener("input", () => {
    const words = folded(search.value).split(/\s+/);
    for (const { line, text } of lines) line.hidden = !words.every((word) => text.includes(word));
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.addEventListener("change", tell);
  tell();
}

for (const box of document.querySelectorAll("[data-ticks]")) start(/** @type {HTMLElement} */ (box));
