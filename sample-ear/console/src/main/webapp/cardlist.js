// The cards of machines: only those in sight are in the document, and those near them, which Tab gets to.
import { make } from "./dom.js";
import { afterKey, columnsOf, inSight, linesOf, topsOf } from "./virtual.js";

const LEAST_WIDTH_REM = 22;
const GAP_REM = 1;
const NEAR = 600;

/** Before any line was measured. */
const TITLE_HEIGHT = 48;
const CARDS_HEIGHT = 200;

/** What is measured may bring other lines into sight, which are to be measured, too. */
const MOST_ROUNDS = 4;

/**
 * @param place   the element of the list
 * @param element makes the element of a card, or returns the one that it gets if that shows the same
 * @param lost    called if the card with the focus has gone
 */
export function cardList(place, element, lost) {
  let sections = [];
  let lines = [];
  let tops = [0];
  /** The number of cards, and of those before each line. */
  let count = 0;
  let before = [];
  let [width, columns] = [0, 1];
  /** Of lines by their keys. */
  const heights = new Map();
  const drawn = new Map();

  /** All cards without a connection are equally high. */
  const usual = () => Math.min(...[...heights.values()].filter((height) => height > 2 * TITLE_HEIGHT), Infinity);

  function layOut() {
    lines = linesOf(sections, columns);
    count = 0;
    before = lines.map((line) => { count += line.cards.length; return count - line.cards.length; });
    const keys = new Set(lines.map((line) => line.key));
    [...heights.keys()].filter((key) => !keys.has(key)).forEach((key) => heights.delete(key));
    const others = Number.isFinite(usual()) ? usual() : CARDS_HEIGHT;
    tops = topsOf(lines, (line) => heights.get(line.key) ?? (line.title === undefined ? others : TITLE_HEIGHT));
  }

  /** Cards are as wide as fits the page. */
  function fitWidth() {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      columns = columnsOf(width, LEAST_WIDTH_REM * rem, GAP_REM * rem);
      place.style.setProperty("--columns", String(columns));
      heights.clear();
      layOut();
    }
  }

  function lineElement(line) {
    if (!drawn.has(line.key)) {
      drawn.set(line.key, make("div", { class: "card-line" }, line.title === undefined ? null
        : make("h2", {}, line.title, " ", make("span", { class: "small" }, String(line.count)))));
    }
    return drawn.get(line.key);
  }

  function fill(line, cardsBefore) {
    const box = drawn.get(line.key);
    if (line.title !== undefined) {
      box.querySelector("span").textContent = String(line.count);
      return;
    }
    line.cards.forEach((card, i) => {
      const there = box.children[i];
      const wanted = element(card, there);
      wanted.setAttribute("aria-posinset", String(cardsBefore + i + 1));
      wanted.setAttribute("aria-setsize", String(count));
      if (there === undefined) {
        box.append(wanted);
      } else if (there !== wanted) {
        there.replaceWith(wanted);
      }
    });
  }

  /** Draws what is in sight; returns whether a height was another one than expected. */
  function drawInSight() {
    const above = place.getBoundingClientRect().top;
    const [first, after] = inSight(tops, -above - NEAR, innerHeight - above + NEAR);
    const focused = document.activeElement.closest(".card-line");
    const shown = lines.map((line, number) => ({ line, number }))
      .filter(({ line, number }) => (number >= first && number < after) || (focused !== null && drawn.get(line.key) === focused));
    const keys = new Set(shown.map(({ line }) => line.key));
    for (const [key, box] of [...drawn].filter(([name]) => !keys.has(name))) {
      box.remove();
      drawn.delete(key);
    }
    shown.forEach(({ line, number }, i) => {
      const box = lineElement(line);
      fill(line, before[number]);
      if (place.children[i] !== box) {
        place.insertBefore(box, place.children[i] ?? null);
      }
    });
    const measured = shown.map(({ line }) => drawn.get(line.key).offsetHeight);
    const changed = shown.some(({ number }, i) => tops[number + 1] - tops[number] !== measured[i]);
    shown.forEach(({ line }, i) => heights.set(line.key, measured[i]));
    if (changed) {
      layOut();
    }
    place.style.height = tops.at(-1) + "px";
    shown.forEach(({ line, number }) => { drawn.get(line.key).style.top = tops[number] + "px"; });
    return changed;
  }

  function draw() {
    if (place.clientWidth === 0) {
      return;
    }
    const focused = document.activeElement.closest("article");
    const [profile, action] = place.contains(focused) ? [focused.dataset.profile, document.activeElement.dataset.action] : [null, null];
    fitWidth();
    let rounds = 1;
    while (drawInSight() && rounds < MOST_ROUNDS) {
      rounds++;
    }
    if (profile !== null && document.activeElement === document.body) {
      focus(profile, action);
    }
  }

  function focus(profile, action) {
    const card = place.querySelector('article[data-profile="' + CSS.escape(profile) + '"]');
    const control = card?.querySelector('[data-action="' + action + '"]') ?? card?.querySelector("[data-action]");
    if (control) {
      control.focus();
    } else {
      lost();
    }
  }

  /** Brings a card into sight, and focuses the control of this action, or its first one. */
  function reveal(profile, action) {
    const number = lines.findIndex((line) => line.cards.some((card) => card.profile === profile));
    const top = place.getBoundingClientRect().top + tops[number];
    if (top < 0 || top + tops[number + 1] - tops[number] > innerHeight) {
      scrollBy(0, top - innerHeight / 3);
    }
    draw();
    focus(profile, action);
  }

  function pressed(event) {
    const card = event.target.closest("article");
    const to = card === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? null
      : afterKey(lines, event.key, card.dataset.profile);
    if (to !== null) {
      event.preventDefault();
      reveal(to, event.target.dataset.action);
    }
  }

  let waits = false;
  function soon() {
    if (!waits) {
      waits = true;
      requestAnimationFrame(() => { waits = false; draw(); });
    }
  }

  place.addEventListener("keydown", pressed);
  addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(soon).observe(place);
  addEventListener("resize", soon);

  return {
    show(some) {
      sections = some;
      layOut();
      draw();
    },
    reveal,
    /** Brings the first card into sight. */
    revealFirst() {
      const first = sections[0]?.cards[0];
      if (first !== undefined) {
        reveal(first.profile, "terminal");
      }
    }
  };
}
