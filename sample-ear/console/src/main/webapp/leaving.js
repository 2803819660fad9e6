// When a page whose session has ended may go to the log-in form. Without a browser.

/** How long the answer to a log-out may take, and how often the form is asked for. */
const MOST_MILLIS = 5000;
const TRIED_EVERY_MILLIS = 200;

/**
 * Waits until the server answers with the log-in form. It tells the page of the session's end before the session is gone, and WildFly answers a
 * request with status 500 whose session goes meanwhile: the browser would show that in place of the form.
 *
 * @param {Promise<any> | null} loggedOut settles with the answer to the log-out; null if the session has ended by itself
 * @param {() => Promise<boolean>} asks asks for the form; resolves to whether it was there
 * @param {(millis: number) => Promise<any>} pause resolves after this many milliseconds
 */
export async function untilFormIsThere(loggedOut, asks, pause) {
  await Promise.race([Promise.resolve(loggedOut).catch(() => null), pause(MOST_MILLIS)]);
  for (let tries = 0; tries < MOST_MILLIS / TRIED_EVERY_MILLIS && !await asks().catch(() => false); tries++) {
    await pause(TRIED_EVERY_MILLIS);
  }
}
