// Plays a recording: which events are drawn when. Without a browser.

/** Where pauses are skipped, none is longer. */
const LONGEST_PAUSE_SECONDS = 2;
/** The terminal gets this much at once. */
const MOST_CHARACTERS = 65536;

/**
 * @param {import("./asciicast.js").Cast} cast
 * @param {{ reset: (cols: number, rows: number) => void, resize: (cols: number, rows: number) => void, write: (text: string) => Promise<void> }} screen
 * @param {{ now: () => number, after: (millis: number, then: () => void) => (() => void) }} clock in milliseconds; after returns what calls it off
 * @param {() => void} changed is called when it begins, stops or jumps
 */
export function playback(cast, screen, clock, changed) {
  const events = cast.events;
  let playing = false;
  let speed = 1;
  let skipsPauses = true;
  /** Seconds from the beginning, at the time of the clock. */
  let position = 0;
  let since = 0;
  let callOff = () => {};
  /** Events that are drawn, or about to be. */
  let drawn = 0;
  let wanted = 0;
  let drawing = false;

  /** The number of events until then. */
  function count(seconds) {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = events[middle].at <= seconds ? [middle + 1, high] : [low, middle];
    }
    return low;
  }

  /** Draws the wanted events, one batch after the other: what is wanted may change meanwhile. */
  async function draw() {
    if (drawing) {
      return;
    }
    drawing = true;
    while (drawn !== wanted) {
      if (drawn > wanted) {
        screen.reset(cast.cols, cast.rows);
        drawn = 0;
      } else if (events[drawn].text === undefined) {
        screen.resize(events[drawn].cols, events[drawn].rows);
        drawn++;
      } else {
        let text = "";
        while (drawn < wanted && events[drawn].text !== undefined && text.length < MOST_CHARACTERS) {
          text += events[drawn].text;
          drawn++;
        }
        await screen.write(text);
      }
    }
    drawing = false;
  }

  function next() {
    return wanted < events.length ? events[wanted].at : cast.length;
  }

  function now() {
    return playing ? Math.min(next(), position + (clock.now() - since) / 1000 * speed) : position;
  }

  function moveTo(seconds) {
    position = seconds;
    since = clock.now();
    wanted = count(seconds);
    draw();
  }

  function wait() {
    const pause = Math.max(0, next() - position);
    callOff = clock.after((skipsPauses ? Math.min(pause, LONGEST_PAUSE_SECONDS) : pause) * 1000 / speed, () => {
      moveTo(next());
      if (position >= cast.length && wanted === events.length) {
        playing = false;
        changed();
      } else {
        wait();
      }
    });
  }

  /** Goes on from here, with what has been set. */
  function restart(seconds) {
    callOff();
    moveTo(seconds);
    if (playing) {
      wait();
    }
    changed();
  }

  screen.reset(cast.cols, cast.rows);
  return {
    isPlaying: () => playing,
    position: now,
    play() {
      const from = position >= cast.length ? 0 : position;
      playing = true;
      restart(from);
    },
    pause() {
      const at = now();
      playing = false;
      restart(at);
    },
    /** @param {number} seconds */
    seek(seconds) {
      restart(Math.max(0, Math.min(cast.length, seconds)));
    },
    /** @param {number} factor */
    setSpeed(factor) {
      const at = now();
      speed = factor;
      restart(at);
    },
    /** @param {boolean} skips */
    skipPauses(skips) {
      const at = now();
      skipsPauses = skips;
      restart(at);
    }
  };
}
