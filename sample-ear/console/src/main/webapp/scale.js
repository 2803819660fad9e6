// What a line chart computes. Without a browser.

/**
 * The smallest of 1, 2, 5, 10, 20, … that is not less than the value, which is at least 1.
 *
 * @param {number} most
 */
export function ceiling(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= most);
}

/** @param {number} value */
export const number = (value) => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });

/**
 * An SVG path through points {x, y}, and the points that it does not show. Points without a y are gaps; one between two gaps is alone.
 *
 * @param {Point[]} points
 */
export function lineThrough(points) {
  const there = (i) => points[i]?.y !== undefined;
  const path = points.map((point, i) => there(i) ? (there(i - 1) ? "L" : "M") + point.x.toFixed(1) + " " + point.y.toFixed(1) : "").join("");
  return { path, alone: points.filter((point, i) => there(i) && !there(i - 1) && !there(i + 1)) };
}
