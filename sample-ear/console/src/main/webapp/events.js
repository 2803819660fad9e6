// The stream of the visit's events. It has no cookie, see EventResource.
import { post } from "./api.js";

/** Without a cookie, a balancer may choose another server than that of the session, which does not know the ticket. */
const MOST_SERVERS = 20;

const NOT_THERE = 401;

async function subscribed() {
  const { ticket } = await post("events/ticket");
  for (let tries = 0; tries < MOST_SERVERS; tries++) {
    const response = await fetch("api/events?ticket=" + ticket, { credentials: "omit", cache: "no-store" });
    if (response.ok) {
      return response;
    }
    if (response.status !== NOT_THERE) {
      break;
    }
  }
  throw new Error("no stream of events");
}

/** Calls the listener with the name and the data of an event in the format of server-sent events. */
function deliver(text, listener) {
  let name = "";
  const data = [];
  for (const line of text.split("\n")) {
    const [, field, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
    if (field === "event") {
      name = value;
    } else if (field === "data") {
      data.push(value);
    }
  }
  if (data.length > 0) {
    listener(name, JSON.parse(data.join("\n")));
  }
}

/**
 * Subscribes. Returns at the end of the stream, and throws if there is none or it breaks.
 *
 * @param opened   is called once
 * @param listener is called with the name and data of each event
 */
export async function follow(opened, listener) {
  const reader = (await subscribed()).body.pipeThrough(new TextDecoderStream()).getReader();
  opened();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const events = (rest + value).replace(/\r\n?/g, "\n").split("\n\n");
    rest = events.pop();
    events.forEach((event) => deliver(event, listener));
  }
}
