import { call, session } from "./api.js";
import { byId } from "./dom.js";

byId("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("problem").hidden = true;
  try {
    await session();
    await call("POST", "session",
      { user: byId("user").value, password: byId("password").value, limitSeconds: Number(byId("limit").value) });
    location.assign("./");
  } catch (error) {
    byId("problem").textContent = error.what + ". " + error.advice + ".";
    byId("problem").hidden = false;
    byId("password").value = "";
    byId("password").focus();
  }
});
