// The format of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Without a browser.

/**
 * @param {string} text
 * @param {(name: string, data: any) => void} listener
 */
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
 * A function that takes the pieces of a stream, cut anywhere, and calls the listener with the name and the data of each whole event.
 *
 * @param {(name: string, data: any) => void} listener
 * @returns {(piece: string) => void}
 */
export function eventReader(listener) {
  let rest = "";
  return (piece) => {
    const text = rest + piece;
    // A carriage return at the end may be the first half of a line's end.
    const cut = text.endsWith("\r") ? "\r" : "";
    const events = text.slice(0, text.length - cut.length).replace(/\r\n?/g, "\n").split("\n\n");
    rest = events.pop() + cut;
    events.forEach((event) => deliver(event, listener));
  };
}
