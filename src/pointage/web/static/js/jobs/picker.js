/** Turns a `data-job-picker` select into a search as you type (a combobox with a listbox). The
 * select stays, hidden, and holds what is chosen, so the form posts the same with or without this. */

import { noneOf, partsOf, rowOf } from "./picker-parts.js";

const WAIT = 200;
let pickers = 0;

/** @typedef {{ id: string, text: string, code?: string }} Found */

class JobPicker {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.select = /** @type {HTMLSelectElement} */ (root.querySelector("select"));
    this.several = this.select.multiple;
    this.active = -1;
    /** @type {Found[]} */
    this.found = [];
    this.asked = 0;
    this.timer = 0;
    this.build();
    this.show();
  }

  build() {
    pickers += 1;
    const { select, root } = this;
    const parts = partsOf(select, `job-picker-${pickers}`, root.dataset.search ?? "");
    this.input = parts.input;
    this.list = parts.list;
    this.chips = parts.chips;
    root.append(this.chips, this.input, this.list);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("focus", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[data-at]") : null;
      if (row instanceof HTMLElement) this.choose(Number(row.dataset.at));
    });
  }

  /** What is chosen: chips for several, the field's text for one. */
  show() {
    const chosen = [...this.select.selectedOptions].filter((option) => option.value);
    if (!this.several) {
      this.input.value = chosen[0]?.textContent ?? "";
      return;
    }
    this.chips.replaceChildren(
      ...chosen.map((option) => {
        const chip = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "job-picker-remove";
        remove.textContent = "×";
        remove.disabled = this.select.disabled;
        remove.setAttribute("aria-label", `${this.root.dataset.remove} ${option.textContent}`);
        remove.addEventListener("click", () => {
          option.selected = false;
          this.changed();
          this.input.focus();
        });
        chip.append(option.textContent ?? "", remove);
        return chip;
      }),
    );
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asked += 1;
    const mine = this.asked;
    const typed = this.isAsChosen() ? "" : this.input.value.trim();
    const url = new URL(this.root.dataset.url ?? "", location.href);
    url.searchParams.set("q", typed);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== this.asked || document.activeElement !== this.input) return;
    const taken = new Set([...this.select.selectedOptions].map((option) => option.value));
    const all = answer?.ok ? /** @type {Found[]} */ ((await answer.json()).results) : this.listed(typed);
    this.found = this.several ? all.filter((each) => !taken.has(each.id)) : all;
    if (!this.several && !typed && !this.select.required) {
      this.found = [{ id: "", text: this.select.options[0]?.textContent ?? "" }, ...this.found];
    }
    this.draw();
  }

  /** Without a connection: what the select holds. @param {string} typed */
  listed(typed) {
    const wanted = typed.toLowerCase();
    return [...this.select.options]
      .filter((option) => option.value && (option.textContent ?? "").toLowerCase().includes(wanted))
      .map((option) => ({ id: option.value, text: option.textContent ?? "" }));
  }

  isAsChosen() {
    return !this.several && this.input.value === (this.select.selectedOptions[0]?.textContent ?? "");
  }

  draw() {
    this.active = -1;
    const rows = this.found.map((each, at) => rowOf(each.text, `${this.list.id}-${at}`, at));
    this.list.replaceChildren(...(rows.length ? rows : [noneOf(this.root.dataset.nothing ?? "")]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.point(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      if (this.active >= 0) this.choose(this.active);
    } else if (event.key === "Backspace" && this.several && !this.input.value) {
      this.chips.querySelector("li:last-child button")?.click();
    }
  }

  /** @param {number} at */
  point(at) {
    const rows = this.list.querySelectorAll("[data-at]");
    if (!rows.length) return;
    rows[this.active]?.setAttribute("aria-selected", "false");
    this.active = (at + rows.length) % rows.length;
    rows[this.active].setAttribute("aria-selected", "true");
    rows[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", rows[this.active].id);
  }

  /** @param {number} at */
  choose(at) {
    const chosen = this.found[at];
    if (!chosen) return;
    let option = [...this.select.options].find((each) => each.value === chosen.id);
    if (!option) {
      option = new Option(chosen.text, chosen.id);
      this.select.add(option);
    }
    option.selected = true;
    if (this.several) this.input.value = "";
    this.changed();
    this.close();
  }

  changed() {
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (!this.several) this.show();
  }
}

/** @param {ParentNode} inside */
export function preparePickers(inside) {
  for (const root of inside.querySelectorAll("[data-job-picker]:not([data-ready])")) {
    root.setAttribute("data-ready", "");
    new JobPicker(/** @type {HTMLElement} */ (root));
  }
}

preparePickers(document);
document.addEventListener("htmx:after:swap", () => preparePickers(document));
