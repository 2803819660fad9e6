// Earlier commands, recalled by the arrow keys as in a shell. Without a browser.

const MOST = 100;

/**
 * Whether the key moves within the text, so that it recalls nothing.
 *
 * @param {string} key
 * @param {string} text
 * @param {number} at where the cursor is
 */
export function staysInText(key, text, at) {
  return key === "ArrowUp" ? text.slice(0, at).includes("\n") : text.slice(at).includes("\n");
}

/** add(command) remembers one; earlier(typed) and later() are the neighbours of what is shown, or null. What was typed comes back after the latest. */
export function recall() {
  /** @type {string[]} */
  let commands = [];
  /** The shown one; commands.length for what the user types. */
  let shown = 0;
  let draft = "";
  return {
    /** @param {string} command */
    add(command) {
      commands = [...commands.filter((one) => one !== command), command].slice(-MOST);
      shown = commands.length;
      draft = "";
    },
    /** @param {string} typed */
    earlier(typed) {
      if (shown === 0) {
        return null;
      }
      if (shown === commands.length) {
        draft = typed;
      }
      return commands[--shown];
    },
    later() {
      if (shown >= commands.length) {
        return null;
      }
      shown++;
      return shown === commands.length ? draft : commands[shown];
    }
  };
}
