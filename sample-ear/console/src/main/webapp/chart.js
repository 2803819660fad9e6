// Line charts of the last ten minutes, as SVG. Their label says what they show; the arrow keys or a pointer select a moment.
import { make } from "./dom.js";
import { ceiling, lineThrough, number } from "./scale.js";

const SPAN_MILLIS = 600000;
const HEIGHT = 150;
const EDGE = { left: 48, right: 10, top: 10, bottom: 22 };
/**
 * How long ago, the text, and where it stands.
 *
 * @type {[number, string, string][]}
 */
const TICKS = [[600000, "10 min ago", "start"], [300000, "5 min ago", "middle"], [0, "now", "end"]];

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

/**
 * The line of one series.
 *
 * @param {Point[]} points
 * @param {number} index
 */
function lines(points, index) {
  const { path, alone } = lineThrough(points);
  return [svg("path", { class: "line line-" + index, d: path }),
    ...alone.map((point) => svg("circle", { class: "dot-" + index, cx: point.x.toFixed(1), cy: point.y.toFixed(1), r: 2.5 }))];
}

/**
 * A figure with a line for each series {name, of}: of(sample) is a number, or null if there is none. unit follows each number;
 * note(samples) is added to the title.
 *
 * @param {string} title
 * @param {{name: string, of: (sample: Sample) => number | null}[]} series
 * @param {string} unit
 * @param {(samples: Sample[]) => string} note
 */
export function lineChart(title, series, unit = "", note = () => "") {
  const drawing = svg("svg", { role: "img", tabindex: "0", class: "chart", height: HEIGHT });
  const legend = make("ul", { class: "legend" });
  const noted = make("span", { class: "small" });
  const when = make("p", { class: "small when" });
  const element = make("figure", { class: "panel" }, make("figcaption", {}, make("strong", {}, title), " ", noted), legend, drawing, when);
  /** @type {Sample[]} */
  let samples = [];
  /**
   * The selected moment; null for the latest.
   *
   * @type {Sample | null}
   */
  let read = null;

  /** The values at the selected moment, or the latest known ones. */
  function said(of) {
    const value = samples.includes(read) ? of(read) : samples.map(of).findLast((known) => known !== null) ?? null;
    return value === null ? "–" : number(value) + unit;
  }

  function draw() {
    const width = drawing.clientWidth;
    const now = samples.at(-1)?.at ?? Date.now();
    const most = ceiling(Math.max(1, ...samples.flatMap((sample) => series.map((line) => line.of(sample) ?? 0))));
    const x = (at) => width - EDGE.right - (now - at) / SPAN_MILLIS * (width - EDGE.left - EDGE.right);
    const y = (value) => HEIGHT - EDGE.bottom - value / most * (HEIGHT - EDGE.top - EDGE.bottom);
    const current = samples.includes(read) ? read : samples.at(-1);
    const values = series.map((line) => line.name + " " + said(line.of));
    drawing.replaceChildren(
      ...[0, most / 2, most].flatMap((value) => [
        svg("line", { class: "rule", x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) }),
        svg("text", { x: EDGE.left - 6, y: y(value) + 4, "text-anchor": "end" }, number(value))]),
      ...TICKS.map(([ago, text, anchor]) => svg("text", { x: x(now - ago), y: HEIGHT - 5, "text-anchor": anchor }, text)),
      ...series.flatMap((line, i) => lines(samples.map((sample) => {
        const value = line.of(sample);
        return { x: x(sample.at), y: value === null ? undefined : y(value) };
      }), i)),
      ...(current && current === read ? [svg("line", { class: "read", x1: x(read.at), x2: x(read.at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom })] : []));
    legend.replaceChildren(...series.map((line, i) => make("li", {},
      svg("svg", { class: "key", width: 28, height: 8, "aria-hidden": "true" }, svg("path", { class: "line line-" + i, d: "M2 4H26" })), values[i])));
    noted.textContent = note(samples);
    const time = current ? new Date(current.at).toLocaleTimeString() : "";
    when.textContent = current === read ? time + ": " + values.join(", ") : time;
    when.setAttribute("role", current === read ? "status" : "none");
    drawing.setAttribute("aria-label", [title, note(samples), ...values].filter((part) => part !== "").join("; "));
  }

  function readAt(sample) {
    read = sample ?? null;
    draw();
  }

  drawing.addEventListener("pointermove", (event) => {
    const plot = drawing.clientWidth - EDGE.left - EDGE.right;
    const share = (event.clientX - drawing.getBoundingClientRect().left - EDGE.left) / plot;
    const at = (samples.at(-1)?.at ?? 0) - (1 - share) * SPAN_MILLIS;
    readAt(samples.reduce((best, sample) => best && Math.abs(best.at - at) < Math.abs(sample.at - at) ? best : sample, null));
  });
  drawing.addEventListener("pointerleave", () => readAt(null));
  drawing.addEventListener("blur", () => readAt(null));
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      const index = samples.includes(read) ? samples.indexOf(read) : samples.length;
      readAt(samples[Math.min(samples.length - 1, Math.max(0, index + step))]);
    }
  });
  new ResizeObserver(draw).observe(drawing);
  return { element, /** @param {Sample[]} fresh */ show: (fresh) => { samples = fresh; draw(); } };
}
