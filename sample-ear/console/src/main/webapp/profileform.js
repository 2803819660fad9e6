// The form of a profile of the user's own: a new one, another one, or a copy.
import { post } from "./api.js";
import { byId, errorBox, make } from "./dom.js";

const ADD = { title: "Add a profile for this session", button: "Add and connect", path: "profiles" };
const EDIT = { title: "Edit this profile", button: "Save and connect", path: "profiles/edit" };
const DUPLICATE = { title: "Duplicate this profile", button: "Add and connect", path: "profiles" };

/**
 * @param saved     called with the server's answer and the name of the profile
 * @param cancelled called with the name of the profile that is not edited or duplicated after all
 */
export function profileForm(saved, cancelled) {
  const form = byId("add-form");
  const details = byId("add");
  let mode = ADD;
  /** The name of the profile that it is made from. */
  let from;

  function begin(next, card) {
    mode = next;
    from = card?.profile;
    form.reset();
    clearProblems();
    byId("add-title").textContent = mode.title + (card ? ": " + card.profile : "");
    byId("add-save").textContent = mode.button;
    byId("add-cancel").hidden = mode === ADD;
    byId("add-kept").hidden = mode === ADD || card.incomplete;
    byId("add-closes").hidden = mode !== EDIT;
    if (card) {
      const values = { ...card.own, profile: mode === EDIT ? card.profile : "" };
      Object.entries(values).forEach(([name, value]) => { form.elements[name].value = value; });
      details.open = true;
      form.elements[mode === DUPLICATE ? "profile" : card.incomplete ? "password" : "host"].focus();
    }
  }

  function clearProblems() {
    byId("add-problem").replaceChildren();
    [...form.elements].forEach(clearProblem);
  }

  function clearProblem(field) {
    if (field.hasAttribute("aria-invalid")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      byId("problem-of-" + field.name).remove();
    }
  }

  function show(error) {
    const field = form.elements[error.field];
    if (field === undefined) {
      byId("add-problem").replaceChildren(errorBox(error));
      return;
    }
    const id = "problem-of-" + field.name;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.closest(".field").append(make("p", { id, class: "bad", role: "alert" }, error.what + ". " + error.advice + "."));
    field.focus();
  }

  async function save(event) {
    event.preventDefault();
    clearProblems();
    const values = Object.fromEntries(new FormData(form));
    try {
      const answer = await post(mode.path, { ...values, port: Number(values.port), from });
      close();
      await saved(answer, values.profile);
    } catch (error) {
      show(error);
    }
  }

  function close() {
    begin(ADD);
    details.open = false;
  }

  form.addEventListener("submit", save);
  form.addEventListener("input", (event) => clearProblem(event.target));
  details.addEventListener("toggle", () => {
    if (!details.open && mode !== ADD) {
      begin(ADD);
    }
  });
  byId("add-cancel").addEventListener("click", () => {
    const name = from;
    close();
    cancelled(name);
  });
  return { edit: (card) => begin(EDIT, card), duplicate: (card) => begin(DUPLICATE, card) };
}
