// A table whose rows stay where they are while their figures change.
import { byId, make } from "./dom.js";

/**
 * A column: its title, the text of a row, and a hint that shows up at the text.
 *
 * @typedef {[string, (row: any) => string | number, ((row: any) => string)?]} Column
 */

/**
 * A row is identified by its key and keeps its elements, so that its button stays in place and keeps the focus. A row with a title in place of figures
 * begins a group.
 *
 * @param {string} label
 * @param {Column[]} columns
 * @param {(row: any) => string | number} key
 * @param {(row: any) => HTMLElement | null} [action] of a row, in a column of its own
 */
export function liveTable(label, columns, key, action) {
  const known = new Map();
  const body = make("tbody", { role: "rowgroup" });
  const titles = columns.map(([title]) => make("th", { role: "columnheader", scope: "col" }, title));
  const last = action ? [make("th", { role: "columnheader", scope: "col" }, make("span", { class: "unseen" }, "Actions"))] : [];
  const element = make("table", { role: "table", "aria-label": label, hidden: true },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...titles, ...last)), body);

  function group() {
    const cell = make("th", { role: "rowheader", scope: "rowgroup", colspan: titles.length + last.length });
    return { cells: [cell], element: make("tr", { role: "row", class: "group" }, cell) };
  }

  function line(row) {
    const cells = columns.map(([title]) => make("td", { role: "cell", "data-title": title }));
    return { cells, element: make("tr", { role: "row" }, ...cells, action ? make("td", { role: "cell" }, action(row)) : null) };
  }

  function fill(cell, text, hint = "") {
    // Leaves equal text alone: a user may be selecting it.
    if (cell.textContent !== text) {
      cell.textContent = text;
    }
    cell.title = hint;
  }

  function shown(row) {
    const name = row.title === undefined ? "row\n" + key(row) : "group\n" + row.group;
    if (!known.has(name)) {
      known.set(name, row.title === undefined ? line(row) : group());
    }
    const { cells, element: drawn } = known.get(name);
    if (row.title === undefined) {
      columns.forEach(([, text, hint], i) => fill(cells[i], String(text(row)), hint?.(row)));
    } else {
      fill(cells[0], row.title);
    }
    return drawn;
  }

  /** @param {any[]} rows in their order */
  function update(rows) {
    const lines = rows.map(shown);
    for (const [name, gone] of [...known].filter(([, one]) => !lines.includes(one.element))) {
      const focused = gone.element.contains(document.activeElement);
      gone.element.remove();
      known.delete(name);
      if (focused) {
        // Not the button of the next row, which a second key press would end too.
        byId("connections-title").focus();
      }
    }
    // Rows that have kept their order stay where they are. One that moves would lose the focus.
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    lines.forEach((one, i) => {
      if (body.children[i] !== one) {
        body.insertBefore(one, body.children[i] ?? null);
      }
    });
    if (focused !== null && focused.isConnected && document.activeElement !== focused) {
      focused.focus();
    }
    element.hidden = rows.length === 0;
  }
  return { element, update };
}
