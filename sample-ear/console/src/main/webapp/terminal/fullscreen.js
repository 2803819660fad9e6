// The terminal alone on the screen. Where the browser has no such mode for pages, as on some phones, it fills the window.
import { byId } from "../dom.js";

/** @type {any} the browser's, which not all have */
const keyboard = /** @type {any} */ (navigator).keyboard;

/** @param {boolean} whole */
function show(whole) {
  document.body.classList.toggle("whole", whole);
  byId("full-screen").setAttribute("aria-pressed", String(whole));
}

async function enter() {
  show(true);
  try {
    await document.documentElement.requestFullscreen?.();
    // So that Escape is for the machine. Where there is no such lock, it leaves the full screen.
    await keyboard?.lock?.(["Escape"]);
  } catch {
    // The browser does not want to. The terminal fills the window.
  }
}

/** A no-op if the terminal is not alone. */
export function leaveFullScreen() {
  show(false);
  if (document.fullscreenElement) {
    document.exitFullscreen();
  }
}

byId("full-screen").addEventListener("click", () => {
  if (document.body.classList.contains("whole")) {
    leaveFullScreen();
  } else {
    enter();
  }
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement) {
    keyboard?.unlock?.();
    show(false);
  }
});
