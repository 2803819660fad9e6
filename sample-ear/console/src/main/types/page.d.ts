// What the compiler can't see in the modules: the page has HTML elements only, and tells itself of changes by events.

interface Element extends HTMLOrSVGElement {}

interface DocumentEventMap {
  "profiles-changed": CustomEvent<null>;
  "logged-out": CustomEvent<null>;
  "files-changed": CustomEvent<{ profile: string, folder: string }>;
}

/** A point of a line chart; without a y there is a gap. */
interface Point {
  x: number;
  y?: number;
}

/** Text with class names for its colours. */
interface StyledText {
  text: string;
  style: string;
}

/** A file to upload; the path is the list of folders below the one where it goes, and the name. */
interface Chosen {
  file: File;
  path: string[];
}

/** A part of a command's output, as it is drawn; see blocks.js. */
interface OutputPart extends StyledText {
  error: boolean;
  fresh: boolean;
}
