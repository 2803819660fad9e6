// A tab that plays a recording.
import { button, make } from "../dom.js";
import { currentTab, newTab, say } from "./tabs.js";
import { readCast } from "./asciicast.js";
import { playback } from "./playback.js";
import { clockTime } from "./times.js";

const SPEEDS = [0.5, 1, 2, 4, 8];
const DRAWN_MILLIS = 250;

const clock = {
  now: () => performance.now(),
  after(millis, then) {
    const timer = setTimeout(then, millis);
    return () => clearTimeout(timer);
  }
};

/** @param {any} terminal of xterm.js */
const shown = (terminal) => ({
  reset(cols, rows) {
    terminal.reset();
    terminal.resize(cols, rows);
  },
  resize: (cols, rows) => terminal.resize(cols, rows),
  write: (text) => new Promise((resolve) => { terminal.write(text, resolve); })
});

/**
 * Plays a recording in a new tab.
 *
 * @param {string} name of the recording
 */
export async function replay(name) {
  const response = await fetch("api/recordings/" + encodeURIComponent(name) + "?version=3");
  if (!response.ok) {
    throw { what: "The recording can't be read", advice: "It is gone when its session has ended", code: "" };
  }
  const cast = readCast(await response.text());
  let stop = () => {};
  const tab = await newTab("Recording " + name, false, () => stop());
  if (tab === null) {
    return;
  }
  const play = button("Pause", () => player.isPlaying() ? player.pause() : player.play(), { class: "play" });
  const slider = make("input", { type: "range", min: 0, max: cast.length, step: "any", value: 0, "aria-label": "Position",
    input: () => player.seek(Number(slider.value)) });
  const time = make("span", { class: "small time" });
  const draw = () => {
    const position = player.position();
    slider.value = String(position);
    slider.setAttribute("aria-valuetext", clockTime(position) + " of " + clockTime(Math.ceil(cast.length)));
    time.textContent = clockTime(position) + " / " + clockTime(Math.ceil(cast.length));
  };
  const player = playback(cast, shown(tab.screen.terminal), clock, () => {
    play.textContent = player.isPlaying() ? "Pause" : "Play";
    const over = !player.isPlaying() && player.position() >= cast.length;
    say(tab, ...(over ? [make("span", {}, "The recording has ended" + (cast.exitCode === null ? "." : ": exit code " + cast.exitCode + "."))] : []));
    draw();
  });
  const timer = setInterval(draw, DRAWN_MILLIS);
  stop = () => {
    clearInterval(timer);
    player.pause();
  };
  const speed = make("select", { change: () => player.setSpeed(Number(speed.value)) },
    ...SPEEDS.map((factor) => make("option", { value: factor, selected: factor === 1 }, factor + "×")));
  const pauses = make("input", { type: "checkbox", checked: true, change: () => player.skipPauses(pauses.checked) });
  tab.panel.append(make("div", { class: "row player", role: "group", "aria-label": "Player" }, play, slider, time,
    make("label", { class: "choice" }, "Speed", speed), make("label", { class: "choice" }, pauses, "Skip long pauses")));
  tab.place.classList.add("recorded");
  player.play();
  if (currentTab() === tab) {
    play.focus();
  }
}
