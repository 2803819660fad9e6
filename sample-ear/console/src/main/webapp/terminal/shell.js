// The shell of a tab: its socket, what is typed before it is there, and what ends it.
import { csrfToken, currentServer, keepSession, outputIsActivity, sessionAgain } from "../api.js";

/** Of one message. The socket may send other things between them. */
const MOST_BYTES = 16384;
/** WildFly closes a socket on which nothing has come or gone for 90 seconds. An empty message is no input. */
const KEPT_OPEN_MILLIS = 25000;
/** While a window is resized, the machine is told of some of its sizes. */
const RESIZED_MILLIS = 100;

/**
 * @param {any} terminal of xterm.js
 * @param {{ profile: string, recorded: boolean }} what
 * @param {{ connecting: () => void, live: () => void, away: () => void, ended: (how: any) => void, closed: () => void }} tell is told what happens;
 *   ended gets what Terminal.Ended has, or sessionEnded or interrupted
 */
export function openShell(terminal, what, tell) {
  const encoder = new TextEncoder();
  /** @type {WebSocket | null} the latest one */
  let socket = null;
  let live = false;
  let server = "";
  /** @type {Uint8Array[] | null} typed before the shell is there; null unless the user waits for it */
  let ahead = null;
  let resizing = 0;
  let keepingOpen = 0;

  function sendBytes(bytes) {
    for (let from = 0; from < bytes.length; from += MOST_BYTES) {
      socket.send(bytes.subarray(from, from + MOST_BYTES));
    }
    keepSession();
  }

  /** @param {Uint8Array} bytes */
  function send(bytes) {
    if (live) {
      sendBytes(bytes);
    } else {
      ahead?.push(bytes);
    }
  }

  function told(message) {
    if (message.started) {
      live = true;
      tell.live();
      ahead?.forEach(sendBytes);
      ahead = null;
      resize();
      return;
    }
    live = false;
    ahead = null;
    tell.ended(message);
  }

  function resize() {
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      if (live) {
        socket.send(JSON.stringify({ columns: terminal.cols, rows: terminal.rows }));
      }
    }, RESIZED_MILLIS);
  }

  /**
   * Asks the server, because a socket closes in the same way when the session ends and when the server does. If another server of the cluster
   * answers, the shell is gone, and a new one is opened there. What was typed for the shell is not for the new one.
   */
  async function lost(of) {
    ahead = null;
    const isCurrent = () => socket === of;
    let answer;
    try {
      answer = await sessionAgain(() => {
        if (isCurrent()) {
          tell.away();
        }
        return isCurrent();
      });
    } catch {
      answer = null;
    }
    if (!isCurrent()) {
      return;
    }
    if (answer !== null && !answer.user) {
      document.dispatchEvent(new CustomEvent("logged-out"));
      tell.ended({ sessionEnded: true });
    } else if (answer === null || answer.server === server) {
      tell.ended({ interrupted: true });
    } else {
      connect("[The shell is gone with its server. This is a new one" + (answer.serverName ? " at " + answer.serverName : "") + ".]");
    }
  }

  /** @param {string} notice a line before the output of the new shell */
  function connect(notice) {
    tell.connecting();
    if (socket !== null) {
      // An unfinished line of the lost shell stays on a line of its own.
      terminal.write("\r\n" + (notice === "" ? "" : notice + "\r\n"));
    }
    clearInterval(keepingOpen);
    keepingOpen = setInterval(() => {
      if (live) {
        socket.send(new Uint8Array(0));
      }
    }, KEPT_OPEN_MILLIS);
    const opened = new WebSocket(new URL("terminal", location.href).href.replace(/^http/, "ws"));
    opened.binaryType = "arraybuffer";
    let ended = false;
    server = currentServer();
    socket = opened;
    opened.addEventListener("open", () => opened.send(JSON.stringify({ token: csrfToken(), profile: what.profile, recorded: what.recorded,
      columns: terminal.cols, rows: terminal.rows })));
    opened.addEventListener("message", (event) => {
      if (typeof event.data === "string") {
        const message = JSON.parse(event.data);
        ended = !message.started;
        told(message);
      } else {
        terminal.write(new Uint8Array(event.data));
        if (outputIsActivity()) {
          keepSession();
        }
      }
    });
    opened.addEventListener("close", async () => {
      if (socket === opened) {
        live = false;
        if (!ended) {
          await lost(opened);
        }
      }
      tell.closed();
    });
  }

  terminal.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  terminal.onResize(resize);
  return {
    /** @param {string} text */
    type: (text) => send(encoder.encode(text)),
    /** By the user's wish: what is typed meanwhile is for the new shell. */
    connect() {
      ahead = [];
      connect("");
    },
    /** For good. */
    close() {
      const closed = socket;
      socket = null;
      live = false;
      clearTimeout(resizing);
      clearInterval(keepingOpen);
      closed?.close();
    }
  };
}
