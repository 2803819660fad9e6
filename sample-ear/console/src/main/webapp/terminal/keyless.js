// Input that comes without a key: emoji, dictation. Without a browser.

/** The code of a key of an input method. xterm.js then looks after what becomes of the text, in a turn of its own. */
const INPUT_METHOD = 229;

/**
 * Finds the input that xterm.js leaves out. With support for screen readers, it sends what keys and input methods write, and ignores other text: it does
 * not tell it from that of keys, which the browser reports once more as input (CoreBrowserTerminal._inputEvent of version 6.0.0). Here, text is that of a
 * key if xterm.js has just sent the same.
 *
 * @param {(text: string) => void} send sends what xterm.js does not
 * @param {(then: () => void) => void} later runs it in another turn
 */
export function keylessInput(send, later) {
  /** @type {string | null} what xterm.js has sent for the key that is down */
  let sent = null;
  let inputMethods = 0;
  return {
    /** @param {{ keyCode: number }} event */
    keydown(event) {
      sent = null;
      if (event.keyCode === INPUT_METHOD) {
        inputMethods++;
        later(() => { inputMethods--; });
      }
    },
    keyup() {
      sent = null;
    },
    /** @param {string} text what xterm.js sends for a key */
    key(text) {
      sent = text;
    },
    /** @param {{ inputType: string, data: string | null, isComposing: boolean }} event */
    input(event) {
      const text = event.inputType === "insertText" && !event.isComposing && inputMethods === 0 ? event.data ?? "" : "";
      const ofKey = text === sent;
      sent = null;
      if (text !== "" && !ofKey) {
        send(text.replace(/\r?\n/g, "\r"));
      }
    }
  };
}
