// Requests to the console's own REST resources.
import { jsonLines } from "./jsonlines.js";

let token = "";

const SESSION_KEPT_MILLIS = 20000;
/** While the page asks whether to go on. */
const KEPT_AT_THE_END_MILLIS = 1000;
let lastKept = Date.now();
let nearEnd = false;

/** @type {Problem} */
const silent = { what: "The server does not answer", advice: "Check that it is running", code: "" };

/** What a balancer answers while it has no server. */
const NO_SERVER = [502, 503, 504];

/** The server that has answered last, see SessionResource. */
let server = "";
let outputCounts = false;

/**
 * Throws a {@link Problem} if the answer is an error, or if there is none.
 *
 * @param {string} method
 * @param {string} path below the resources
 * @param {object} [body]
 * @returns {Promise<any>} the content of the answer; null if it has none
 */
export async function call(method, path, body) {
  let response;
  try {
    response = await fetch("api/" + path, {
      method,
      headers: method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (e) {
    throw silent;
  }
  return answered(response.status, await response.text());
}

/**
 * The content of the server's answer; throws if it is an error.
 *
 * @param {number} status
 * @param {string} text
 */
export function answered(status, text) {
  if (status === 401) {
    document.dispatchEvent(new CustomEvent("logged-out"));
  }
  let answer;
  try {
    answer = text === "" ? null : JSON.parse(text);
  } catch (e) {
    answer = null;
  }
  if (status >= 300) {
    throw answer ? { ...answer, status } : (NO_SERVER.includes(status) ? silent : { what: "The server answered with status " + status, advice: "See its log", code: "" });
  }
  return answer;
}

/**
 * The lines of JSON of an answer that comes little by little.
 *
 * @param {string} path
 * @param {AbortSignal} [signal] ends the request
 */
export async function* lines(path, signal) {
  let response;
  try {
    response = await fetch("api/" + path, { signal });
  } catch (e) {
    throw silent;
  }
  if (!response.ok) {
    answered(response.status, await response.text());
  }
  const reader = response.body.getReader();
  yield* jsonLines(() => reader.read());
}

/** @param {string} path */
export const get = (path) => call("GET", path);
/**
 * @param {string} path
 * @param {object} [body]
 */
export const post = (path, body) => call("POST", path, body);

/** For the first message of a socket, which is not a request. */
export const csrfToken = () => token;

/**
 * Who is logged in. Later requests send the token of this answer.
 *
 * @returns {Promise<SessionAnswer>}
 */
export async function session() {
  const answer = await get("session");
  token = answer.token ?? "";
  server = answer.server;
  outputCounts = answer.outputIsActivity;
  return answer;
}

/** Another one at each server of a cluster, and after each start of the console. */
export const currentServer = () => server;

/** Whether the operator wants that output of a terminal keeps the session open. */
export const outputIsActivity = () => outputCounts;

/**
 * Whether the error says that no server answers, which may be different soon.
 *
 * @param {unknown} error
 */
export const isSilent = (error) => error === silent;

const TRIED_EVERY_MILLIS = 1000;

/** @param {number} millis */
export const pause = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });

/**
 * Who is logged in, as soon as a server answers: the same one, or another one of the cluster.
 *
 * @param {() => boolean} away called each time that none answers; says whether to try again
 */
export async function sessionAgain(away) {
  for (;;) {
    try {
      return await session();
    } catch (error) {
      if (!isSilent(error) || !away()) {
        throw error;
      }
      await pause(TRIED_EVERY_MILLIS);
    }
  }
}

/** For activity without requests: makes one now and then, so that the session of an active user does not expire. */
export function keepSession() {
  if (Date.now() - lastKept > (nearEnd ? KEPT_AT_THE_END_MILLIS : SESSION_KEPT_MILLIS)) {
    lastKept = Date.now();
    // If there is no answer, the page notices by its stream of events.
    session().catch(() => {});
  }
}

/**
 * The session ends soon, or not any more: activity counts at once then.
 *
 * @param {boolean} soon
 */
export function endsSoon(soon) {
  nearEnd = soon;
}
