// What is said of a terminal that has ended. Without a browser.

/**
 * What the tab says; empty if it just closes, because the user has left the shell.
 *
 * @param {{ connectionLost?: boolean, exitCode?: number, exitSignal?: string }} how see Terminal.Ended
 */
export function endingText(how) {
  const exitCode = how.exitCode ?? null;
  if (exitCode !== null) {
    return exitCode === 0 ? "" : "The shell has ended with exit code " + exitCode + ".";
  }
  return how.exitSignal ? "The shell was ended by the signal " + how.exitSignal + "." : "The connection was lost.";
}
