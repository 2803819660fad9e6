import { call } from "./api.js";
import { byId } from "./dom.js";

/** How a session ended that was open in this window; null if there was none. */
function ended(how) {
  if (how === "#unclear") {
    return "The server did not confirm the log-out. When it answers, log in and out again.";
  }
  if (!how.startsWith("#ended")) {
    return null;
  }
  const closed = how.match(/^#ended=(\d+)$/)?.[1];
  return "Your session has ended" + (closed === undefined ? "."
    : "; " + (closed === "1" ? "1 SSH connection was" : closed + " SSH connections were") + " closed.");
}

// What an earlier session has left in this window.
sessionStorage.clear();

const over = ended(location.hash);
byId("over").textContent = over ?? "";
byId("over").hidden = over === null;

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("problem").hidden = true;
  try {
    const login = () => call("POST", "session",
      { user: byId("user").value, password: byId("password").value, limitSeconds: Number(byId("limit").value) });
    // An earlier session of this browser ends first.
    await login().catch((error) => error.status === 409 ? login() : Promise.reject(error));
    // To the page that was asked for, such as a request for an approval.
    location.assign(over === null ? "./" + location.hash : "./");
  } catch (error) {
    byId("problem").textContent = error.what + ". " + error.advice + ".";
    byId("problem").hidden = false;
    byId("password").value = "";
    byId("password").focus();
  }
});
