// Lines of JSON that come in pieces. Without a browser.

/**
 * @param read resolves to the next bytes, as a reader of a stream does: {done, value}
 */
export async function* jsonLines(read) {
  const decoder = new TextDecoder();
  let rest = "";
  for (let piece = await read(); !piece.done; piece = await read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      yield JSON.parse(line);
    }
  }
  if (rest !== "") {
    yield JSON.parse(rest);
  }
}
