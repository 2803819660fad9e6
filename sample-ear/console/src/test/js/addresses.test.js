import assert from "node:assert/strict";
import { test } from "node:test";
import { asksBefore, webAddress } from "../../main/webapp/terminal/addresses.js";

const click = { ctrlKey: false, metaKey: false };
const withCtrl = { ctrlKey: true, metaKey: false };

test("only web addresses can be opened", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ssh://web-1", "/relative", "", "http://"]) {
    assert.equal(webAddress(text), null, text);
  }
  assert.equal(webAddress("https://example.org/a?b#c").href, "https://example.org/a?b#c");
  assert.equal(webAddress("HTTP://EXAMPLE.org").href, "http://example.org/");
});

test("a click asks, and Ctrl and a click does not if the address can be read", () => {
  const address = webAddress("https://example.org/");
  assert.equal(asksBefore(address, click, false), true);
  assert.equal(asksBefore(address, withCtrl, false), false);
  assert.equal(asksBefore(address, { ctrlKey: false, metaKey: true }, false), false);
  assert.equal(asksBefore(address, withCtrl, true), true);
});

test("a user name that looks like a host is always asked about", () => {
  assert.equal(asksBefore(webAddress("https://example.org@evil.example/"), withCtrl, false), true);
});
