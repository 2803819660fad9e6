// What agents do, in words, and transcripts that grow. Without a browser.

/** How the agent is called: by its name and its user, as the person who looks needs it. */
export function nameOf(row, user) {
  const agent = row.agent === "" ? "A client with " + (row.user === user ? "your password" : "the password of " + row.user) : row.agent;
  return row.agent === "" || row.user === user ? agent : agent + ", for " + row.user;
}

const plural = (count, one, many) => count === 1 ? "1 " + one : count + " " + many;

/** What an open conversation does now. */
export function activity(row) {
  if (row.ended) {
    return "ended";
  }
  if (row.waiting > 0) {
    return "waits for an approval";
  }
  return row.running > 0 ? plural(row.running, "command runs", "commands run") : "idle";
}

const STATES = { starting: "is connecting", running: "is running", done: "done", refused: "refused", failed: "failed", signalled: "ended by a signal",
  lost: "connection lost", stopped: "was ended", shell_ended: "its shell has ended" };

/** What became of a call: the words, and whether they are good, bad or neither. */
export function outcome(call) {
  if (call.state === "exited") {
    return { text: "exit code " + call.exitCode, kind: call.exitCode === 0 ? "good" : "bad" };
  }
  if (call.state === "waits") {
    return call.approval === "denied" ? { text: "denied", kind: "bad" } : ["approved", "used"].includes(call.approval) ? { text: "approved", kind: "good" }
      : { text: "waits for an approval", kind: "away" };
  }
  return { text: STATES[call.state] ?? call.state, kind: ["refused", "failed", "lost", "stopped", "shell_ended"].includes(call.state) ? "bad" : call.state === "done" ? "good" : "" };
}

/** By which rule, or by whom, the call was allowed or not; empty if nothing is known. */
export function decision(call) {
  const rule = call.rule ? " by the rule " + call.rule : "";
  const level = call.level ? ", level " + call.level : "";
  const reason = call.reason ? ": " + call.reason : "";
  switch (call.approval) {
  case "pending":
    return "Needs an approval" + rule + level;
  case "approved":
    return "Approved by " + call.decidedBy + reason + ". It has not run yet" + level;
  case "used":
    return "Approved by " + call.decidedBy + reason + level;
  case "denied":
    return "Denied by " + call.decidedBy + reason + level;
  default:
    return call.state === "refused" && (rule || level) ? "Refused" + rule + level : rule || level ? "Allowed" + rule + level : "";
  }
}

/** The calls after a part has come: those that have changed in place of the old ones, without those that the server has forgotten. */
export function merged(calls, part) {
  const all = new Map(calls.map((call) => [call.number, call]));
  part.calls.forEach((call) => all.set(call.number, call));
  return [...all.values()].filter((call) => call.number >= part.first).sort((one, other) => one.number - other.number);
}

/** Whether this person may end a stop. */
export const mayLetGoOn = (stop, administrator) => administrator || !stop.byAdministrator;

/** Open conversations first, then the latest. */
export const inOrder = (rows) => [...rows].sort((one, other) => (one.ended ? 1 : 0) - (other.ended ? 1 : 0) || other.since.localeCompare(one.since));
