/** Passkeys, and looking at a typed password. Every page works without: passwords are plain forms. */

const words = document.getElementById("account-words")?.dataset ?? {};

/** @param {string} text base64url */
function toBytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (c) => c.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer */
function toText(buffer) {
  if (!buffer) return undefined;
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** @param {Array<{id: string}>} list */
const descriptors = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

/** Makes a key that signs in alone: it stays on the device and knows its owner. */
async function create({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: descriptors(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  return pack(credential, {
    attestationObject: toText(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

/** Answers a challenge with a key of this device. */
async function get({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: descriptors(publicKey.allowCredentials),
    },
  });
  return pack(credential, {
    authenticatorData: toText(credential.response.authenticatorData),
    signature: toText(credential.response.signature),
    userHandle: toText(credential.response.userHandle),
  });
}

function pack(credential, response) {
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsFor(form) {
  const inline = document.getElementById("passkey-options");
  if (inline) return JSON.parse(inline.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options;
}

function complain(error) {
  if (error?.name === "AbortError") return;
  const text = error?.name === "InvalidStateError" ? words.passkeyKnown : words.passkeyFailed;
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "warning" } }));
}

async function use(button) {
  const form = button.form;
  const act = button.dataset.passkey === "create" ? create : get;
  if (act === create && !form.reportValidity()) return;
  button.disabled = true;
  try {
    form.elements.namedItem("credential").value = await act(await optionsFor(form));
    form.submit();
  } catch (error) {
    button.disabled = false;
    complain(error);
  }
}

const canPasskey = Boolean(window.PublicKeyCredential && navigator.credentials);
for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", () => use(button));
}
for (const part of document.querySelectorAll("[data-if-passkey]")) {
  part.hidden = !canPasskey;
}
for (const part of document.querySelectorAll("[data-unless-passkey]")) {
  part.hidden = canPasskey;
}
for (const details of document.querySelectorAll("details[data-closed-with-passkey]")) {
  details.open = !canPasskey || details.hasAttribute("data-keep-open");
}
for (const zone of document.querySelectorAll('input[name="time_zone"][type="hidden"]')) {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

for (const input of document.querySelectorAll("input[data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link reveal";
  button.textContent = words.show;
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? words.show : words.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  input.after(button);
}

/** A long list of choices gets a search field above it. */
for (const select of document.querySelectorAll("select[data-filter]")) {
  const all = [...select.querySelectorAll("option")];
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const input = document.createElement("input");
  input.type = "search";
  input.className = "form-control filter-input";
  input.placeholder = select.dataset.filter;
  input.setAttribute("aria-label", select.dataset.filter);
  input.setAttribute("aria-controls", select.id);
  input.addEventListener("input", () => {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    const fits = (option) => {
      const text = fold(`${option.textContent} ${option.value.replace(/[/_]/g, " ")}`);
      return wanted.every((word) => text.includes(word));
    };
    for (const option of all) option.hidden = !fits(option);
    const first = all.find((option) => !option.hidden);
    if (first && select.selectedOptions[0]?.hidden) select.value = first.value;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  select.before(input);
}
