// A terminal of xterm.js with its add-ons, which npm brings at build time. They are loaded for the first terminal.
import { openAddress } from "./links.js";
import { keylessInput } from "./keyless.js";

const FONT = 'ui-monospace, "DejaVu Sans Mono", Consolas, monospace';
const [SMALLEST, LARGEST, USUAL] = [8, 32, 14];
const FONT_SIZE = "terminal-font-size";

/** Browsers take the oldest WebGL context away when there are more than sixteen. */
const MOST_WEBGL = 12;
let webgls = 0;
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** @type {Promise<any> | null} */
let libraries = null;

/** @param {string} name */
const library = (name) => import("../npm/" + name + ".mjs");

/** Loads what terminals need. It is tried again for the next terminal if there was no answer. */
export function load() {
  libraries ??= Promise.all(["xterm/lib/xterm", "addon-fit/lib/addon-fit", "addon-search/lib/addon-search", "addon-web-links/lib/addon-web-links",
    "addon-webgl/lib/addon-webgl"].map(library)).then((loaded) => Object.assign({}, ...loaded));
  libraries.catch(() => { libraries = null; });
  return libraries;
}

function fontSize() {
  const kept = Number(localStorage.getItem(FONT_SIZE));
  return kept >= SMALLEST && kept <= LARGEST ? kept : USUAL;
}

/**
 * Changes the size of the text in these terminals and in later ones.
 *
 * @param {any[]} screens
 * @param {number} step in pixels
 */
export function changeFontSize(screens, step) {
  const size = Math.min(LARGEST, Math.max(SMALLEST, fontSize() + step));
  localStorage.setItem(FONT_SIZE, String(size));
  for (const screen of screens) {
    screen.terminal.options.fontSize = size;
    screen.fit();
  }
}

/** Whether the browser has a WebGL with a graphics processor. Chromium offers one without even if it is told not to; it is slower than elements. */
function hasFastWebGl() {
  const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (context === null) {
    return false;
  }
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = context.getParameter(names === null ? context.RENDERER : names.UNMASKED_RENDERER_WEBGL);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !SOFTWARE.test(renderer);
}

/** Draws by WebGL if the browser has it, until it takes it away. Otherwise xterm.js draws by elements. */
function drawByWebGl(terminal, WebglAddon, fellBack) {
  if (webgls === MOST_WEBGL || !hasFastWebGl()) {
    fellBack();
    return { dispose() {} };
  }
  const addon = new WebglAddon();
  let there = true;
  const dispose = () => {
    if (there) {
      there = false;
      webgls--;
      addon.dispose();
    }
  };
  webgls++;
  try {
    terminal.loadAddon(addon);
    addon.onContextLoss(() => {
      dispose();
      fellBack();
    });
  } catch {
    dispose();
    fellBack();
  }
  return { dispose };
}

/** Sends input that comes without a key. */
function takeKeylessInput(terminal, place) {
  const keyless = keylessInput((text) => terminal.input(text), (then) => setTimeout(then));
  // Before the listeners of xterm.js.
  for (const kind of ["keydown", "keyup", "input"]) {
    place.addEventListener(kind, (event) => keyless[kind](event), true);
  }
  terminal.onKey(({ key }) => keyless.key(key));
}

/**
 * Opens a terminal in this element, which is in the page.
 *
 * @param {HTMLElement} place
 * @param {string} name for screen readers
 * @param {boolean} typed whether it takes input, and has the size of its place; otherwise the size is that of a recording
 * @param {() => void} fellBack is called if it is not drawn by WebGL
 */
export async function newScreen(place, name, typed, fellBack) {
  const { Terminal, FitAddon, SearchAddon, WebLinksAddon, WebglAddon } = await load();
  const terminal = new Terminal({
    // Marks of the search are a proposed part of the API.
    allowProposedApi: true,
    screenReaderMode: true, disableStdin: !typed, scrollback: 5000, fontSize: fontSize(), fontFamily: FONT,
    linkHandler: { activate: (event, address) => openAddress(address, event, true) }
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((event, address) => openAddress(address, event, false)));
  terminal.open(place);
  terminal.textarea.setAttribute("aria-label", name);
  terminal.textarea.setAttribute("aria-describedby", "terminal-keys");
  const webgl = drawByWebGl(terminal, WebglAddon, fellBack);
  const screen = {
    terminal, search,
    fit() {
      if (typed && place.clientWidth > 0) {
        fit.fit();
      }
    },
    dispose() {
      sizes.disconnect();
      webgl.dispose();
      terminal.dispose();
    }
  };
  const sizes = new ResizeObserver(() => requestAnimationFrame(screen.fit));
  if (typed) {
    takeKeylessInput(terminal, place);
    sizes.observe(place);
    screen.fit();
  }
  return screen;
}
