// Which rows of a long list exist as elements: those in view, and some more. Without a browser.

/** Rows beside those in view, so that scrolling and the Tab key find some. The first row is a multiple of it: the rows change only now and then. */
const BESIDE = 20;

/** @return the first row and the one behind the last */
export function rowsInView(scrolled, height, rowHeight, count) {
  const first = Math.max(0, Math.floor(scrolled / rowHeight / BESIDE - 1) * BESIDE);
  const end = Math.ceil((scrolled + height) / rowHeight / BESIDE + 1) * BESIDE;
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.min(Math.max(end, 0), count) };
}

/** The least change of what is scrolled that brings a row into view. */
export function scrolledTo(row, scrolled, height, rowHeight) {
  return Math.min(row * rowHeight, Math.max(scrolled, (row + 1) * rowHeight - height));
}
