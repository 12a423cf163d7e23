/** What every htmx request shares: the CSRF header, a line while it runs, an announcement of new
 * counts, and a message in the reader's language when it fails. Words come from <body data-…>. */

const SHOW_AFTER_MS = 150;
const words = document.body.dataset;
let running = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} change */
function count(change) {
  running = Math.max(0, running + change);
  const line = document.getElementById("busy-line");
  clearTimeout(timer);
  if (running > 0) timer = setTimeout(() => line?.setAttribute("data-on", ""), SHOW_AFTER_MS);
  else line?.removeAttribute("data-on");
}

/** @param {string | undefined} text */
function complain(text) {
  if (text) document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "danger" } }));
}

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (words.csrf && !/^(GET|HEAD|OPTIONS|TRACE)$/i.test(ctx.request.method)) {
    ctx.request.headers["X-CSRFToken"] = words.csrf;
  }
});

document.addEventListener("htmx:before:request", () => count(1));
document.addEventListener("htmx:finally:request", () => count(-1));

document.addEventListener("htmx:response:error", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.ctx.response.status;
  if (status >= 500) complain(words.errorServer);
  else if (status === 401 || status === 403) complain(words.errorForbidden);
});

document.addEventListener("htmx:error", (event) => {
  const { error } = /** @type {CustomEvent} */ (event).detail;
  if (error instanceof TypeError) complain(words.errorNetwork);
});

document.addEventListener("htmx:after:swap", () => {
  const announcer = document.getElementById("announcer");
  const said = document.querySelector("[data-announce]")?.textContent;
  if (announcer && said) announcer.textContent = said.trim();
});
