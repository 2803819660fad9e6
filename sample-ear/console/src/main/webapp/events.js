// The stream of the visit's events. It has no cookie, see EventResource.
import { post } from "./api.js";
import { eventReader } from "./eventstream.js";

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

/**
 * Subscribes. Returns at the end of the stream, and throws if there is none or it breaks.
 *
 * @param {() => void} opened is called once
 * @param {(name: string, data: any) => void} listener is called with the name and data of each event
 */
export async function follow(opened, listener) {
  const reader = (await subscribed()).body.pipeThrough(new TextDecoderStream()).getReader();
  opened();
  const read = eventReader(listener);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    read(value);
  }
}
