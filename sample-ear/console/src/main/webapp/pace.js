// How fast a transfer is. Without a browser.

/** The time over which the speed is a mean. */
const MILLIS = 5000;

/** at(bytes, now) notes how much has been transferred; speed() is in bytes a second, left(size) in seconds; both are null as long as they are not known. */
export function pace() {
  let notes = [];
  return {
    at(bytes, now) {
      // Less than before: it has begun again.
      notes = notes.length > 0 && bytes < notes.at(-1).bytes ? [] : notes;
      notes.push({ bytes, now });
      while (notes.length > 2 && notes[1].now <= now - MILLIS) {
        notes.shift();
      }
    },
    speed() {
      const [first, last] = [notes[0], notes.at(-1)];
      return notes.length < 2 || last.now === first.now ? null : (last.bytes - first.bytes) * 1000 / (last.now - first.now);
    },
    left(size) {
      const speed = this.speed();
      return size < 0 || speed === null || speed === 0 ? null : Math.max(0, Math.ceil((size - notes.at(-1).bytes) / speed));
    }
  };
}
