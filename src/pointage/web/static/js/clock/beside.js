/** What stands beside the running stretch: the box for notes and the one for photos and files. */

import { find } from "./dom.js";
import { say, size } from "./words.js";

/**
 * @param {object} with_
 * @param {() => { entry: string, punch: string } | null} with_.about the running stretch
 * @param {(kind: "note" | "file", body: Record<string, any>, file?: Blob) => Promise<void>} with_.put
 * @param {() => Promise<void>} with_.done shows and sends what was put
 * @param {(text: string) => void} with_.complain
 * @param {{ file_types: string[], file_bytes: number }} with_.settings
 * @returns {() => Promise<void>} adds the note that was written but not added yet, if there is one
 */
export function wireBeside({ about, put, done, complain, settings }) {
  const box = /** @type {HTMLTextAreaElement | null} */ (find("note"));

  async function flushNote() {
    const [text, target] = [box?.value.trim(), about()];
    if (!box || !text || !target) return;
    await put("note", { ...target, body: text });
    box.value = "";
  }

  find("note-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    await flushNote();
    complain("");
    await done();
  }, true);

  find("file")?.addEventListener("change", async (event) => {
    const chooser = /** @type {HTMLInputElement} */ (event.target);
    const [file, target] = [chooser.files?.[0], about()];
    chooser.value = "";
    if (!file || !target) return;
    if (!settings.file_types.includes(file.type)) return complain(say("file_kind"));
    if (file.size > settings.file_bytes) {
      return complain(say("file_size", { limit: size(settings.file_bytes), size: size(file.size) }));
    }
    complain("");
    await put("file", { ...target, name: file.name }, file);
    await done();
  });

  return flushNote;
}
