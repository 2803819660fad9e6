import assert from "node:assert/strict";
import { test } from "node:test";
import { keylessInput } from "../../main/webapp/terminal/keyless.js";

const typed = (data, more) => ({ inputType: "insertText", data, isComposing: false, ...more });

function wired() {
  const sent = [];
  const turns = [];
  const input = keylessInput((text) => sent.push(text), (then) => turns.push(then));
  return { ...input, sent, nextTurn: () => turns.splice(0).forEach((then) => then()) };
}

test("an emoji and dictated lines are sent", () => {
  const input = wired();
  input.input(typed("\u{1f600}"));
  input.input(typed("one\ntwo\r\nthree"));
  assert.deepEqual(input.sent, ["\u{1f600}", "one\rtwo\rthree"]);
});

test("the text of a key that xterm.js has sent is not sent again", () => {
  const input = wired();
  for (const key of ["a", "a", "Ü"]) {
    input.keydown({ keyCode: 65 });
    input.key(key);
    input.input(typed(key));
    input.keyup();
  }
  assert.deepEqual(input.sent, []);
});

test("an emoji is sent although the key that opened its panel never came up", () => {
  const input = wired();
  input.keydown({ keyCode: 190 });
  input.key(".");
  input.input(typed("\u{1f44d}"));
  assert.deepEqual(input.sent, ["\u{1f44d}"]);
});

test("the same character without a key, later, is sent", () => {
  const input = wired();
  input.keydown({ keyCode: 65 });
  input.key("a");
  input.keyup();
  input.input(typed("a"));
  assert.deepEqual(input.sent, ["a"]);
});

test("what an input method writes is left to xterm.js, which looks after it in a turn of its own", () => {
  const input = wired();
  input.keydown({ keyCode: 229 });
  input.input(typed("世"));
  input.nextTurn();
  input.input(typed("界", { isComposing: true }));
  input.input({ inputType: "insertCompositionText", data: "界", isComposing: false });
  assert.deepEqual(input.sent, []);
  input.input(typed("\u{1f600}"));
  assert.deepEqual(input.sent, ["\u{1f600}"]);
});

test("a paste and a line's end, which have events of their own, are not sent again", () => {
  const input = wired();
  input.input({ inputType: "insertFromPaste", data: "pasted", isComposing: false });
  input.input({ inputType: "insertLineBreak", data: null, isComposing: false });
  assert.deepEqual(input.sent, []);
});
