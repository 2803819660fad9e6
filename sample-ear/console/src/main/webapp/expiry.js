// Asks whether to go on before the session ends, because nothing was done. The server says when: other windows may use the session, too.
import { endsSoon, session } from "./api.js";
import { byId } from "./dom.js";
import { span } from "./text.js";

function hide() {
  endsSoon(false);
  byId("expiry").hidden = true;
  byId("expiry-text").textContent = "";
}

/**
 * @param {{ secondsLeft?: number }} notice see Expiry.Notice
 */
export function update(notice) {
  const left = notice.secondsLeft ?? null;
  if (left === null) {
    hide();
    return;
  }
  endsSoon(true);
  if (byId("expiry").hidden) {
    byId("expiry").hidden = false;
    // Read out once. The time that is left changes each second.
    byId("expiry-text").textContent = "Your session ends soon, because nothing was done in it. Do you want to go on?";
  }
  byId("expiry-left").textContent = "It ends in " + span(left) + ".";
}

byId("go-on").addEventListener("click", async () => {
  try {
    await session();
    hide();
  } catch {
    // No server answers, which the page says. It asks on.
  }
});
