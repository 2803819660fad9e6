// Why connections end, for people. Without a browser.

/** By the name of the reason in the audit log. */
export const REASONS = { connection_lost: "The connection was lost", explicit_close: "Ended by its user or an administrator",
  session_end: "Its session ended", idle_timeout: "It was idle for too long", limit_reached: "It was idle, and the session needed its place",
  zombie_detected: "The machine no longer answered", profile_changed: "Its profile or credential has changed",
  container_destroyed: "The server's pool removed it", pool_shutdown: "The adapter stopped" };

/** Who or what has ended a connection. */
export function endedBy(end) {
  if (end.reason !== "explicit_close") {
    return REASONS[end.reason] ?? end.reason;
  }
  return "Ended by " + (end.byYou ? "you" : end.by ?? "an administrator");
}
