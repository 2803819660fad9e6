import assert from "node:assert/strict";
import { test } from "node:test";
import { bitsOfOctal, bitsOfText, octal, permissionText } from "../../main/webapp/permissions.js";

test("all permissions are the same as text and in octal", () => {
  for (let mode = 0; mode < 512; mode++) {
    const digits = mode.toString(8).padStart(3, "0");
    const text = permissionText(bitsOfOctal(digits));
    assert.equal(octal(bitsOfText(text)), digits);
  }
  assert.equal(permissionText(bitsOfOctal("640")), "rw-r-----");
  assert.equal(octal(bitsOfText("rwxr-xr-x")), "755");
});

test("what is not three octal digits is refused", () => {
  for (const text of ["", "7", "75", "7555", "758", " 755", "0x7", "-10"]) {
    assert.equal(bitsOfOctal(text), null, text);
  }
});
