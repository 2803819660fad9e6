// What helps at the limit of a session's connections: to close the one that has been idle for the longest time.
import { get, post } from "./api.js";
import { button, errorBox, make, remedies } from "./dom.js";
import { longestIdle } from "./rows.js";
import { span, visible } from "./text.js";

const LIMIT_CODE = "SSHRA001601";

async function offer(box) {
  const idle = longestIdle((await get("profiles")).cards);
  if (idle === undefined) {
    box.replaceChildren(make("p", {}, "All of them are in use: wait until something has ended, or end it."));
    return;
  }
  box.replaceChildren(make("p", {}, "The connection to " + visible(idle.profile) + " has been idle for the longest time: " + span(idle.idleSeconds) + "."),
    button("Close the connection to " + visible(idle.profile), () => close(box, idle.profile), { "data-action": "make-room" }));
}

async function close(box, profile) {
  try {
    await post("profiles/release", { profile });
    box.replaceChildren(make("p", { class: "good", role: "status" }, "The connection to " + visible(profile) + " is closed. Try again."));
  } catch (error) {
    box.replaceChildren(errorBox(error));
  }
}

remedies.set(LIMIT_CODE, () => {
  const box = make("div", { class: "remedy" });
  // Without an answer, the message stays as it is.
  offer(box).catch(() => box.remove());
  return box;
});
