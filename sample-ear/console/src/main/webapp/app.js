"use strict";

const REFRESH_MILLIS = 3000;
const element = (id) => document.getElementById(id);

async function call(path, body) {
  const request = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch("api/" + path, request);
  } catch (e) {
    throw { what: "The server does not answer", advice: "Check that it still runs", code: "" };
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text === "" ? null : JSON.parse(text);
  } catch (e) {
    answer = null;
  }
  if (!response.ok) {
    throw answer ?? { what: "The server answers " + response.status, advice: "See its log", code: "" };
  }
  return answer;
}

function showError(error) {
  element("error-what").textContent = error.what;
  element("error-advice").textContent = error.advice + ".";
  element("error-code").textContent = error.code;
  element("error").hidden = false;
  element("result").hidden = true;
}

function summary(answer) {
  const parts = [];
  if (answer.timedOut) {
    parts.push("Timed out");
  } else if (answer.connectionLost) {
    parts.push("Connection lost while the command ran");
  } else if (answer.exitSignal) {
    parts.push("Ended by signal " + answer.exitSignal);
  } else {
    parts.push("Exit code " + answer.exitCode);
  }
  parts.push("command " + answer.commandMillis + " ms");
  parts.push("with getting the connection " + answer.totalMillis + " ms");
  if (answer.truncated) {
    parts.push("output cut off");
  }
  return parts.join(", ");
}

function showResult(answer) {
  element("summary").textContent = summary(answer);
  element("summary").className = answer.exitCode === 0 ? "good" : "bad";
  element("stdout").textContent = answer.stdout;
  element("stderr").textContent = answer.stderr;
  element("result").hidden = false;
  element("error").hidden = true;
}

function cell(row, text) {
  const td = document.createElement("td");
  td.textContent = text;
  row.append(td);
  return td;
}

function showConnections(connections) {
  const body = element("connections").tBodies[0];
  const focused = document.activeElement?.dataset?.profile;
  body.replaceChildren();
  for (const connection of connections) {
    const row = document.createElement("tr");
    cell(row, connection.profile);
    cell(row, connection.target).title = connection.algorithms ?? "";
    cell(row, connection.alive ? "open" : "comes back at next use").className = connection.alive ? "good" : "";
    cell(row, connection.connectedAt ? new Date(connection.connectedAt).toLocaleTimeString() : "");
    cell(row, connection.idleSeconds + " s");
    cell(row, connection.commands);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Close";
    button.dataset.profile = connection.profile;
    button.setAttribute("aria-label", "Close the connection to " + connection.profile);
    button.addEventListener("click", () => attempt(async () =>
      showConnections(await call("connections/release", { profile: connection.profile }))));
    cell(row, "").append(button);
    body.append(row);
    if (focused === connection.profile) {
      button.focus();
    }
  }
  element("connections").hidden = connections.length === 0;
  element("no-connections").hidden = connections.length > 0;
}

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    showError(error);
  }
}

const refresh = async () => showConnections(await call("connections"));

async function run(event) {
  event.preventDefault();
  element("run").disabled = true;
  element("run").textContent = "Running…";
  await attempt(async () =>
    showResult(await call("commands", { profile: element("profile").value, command: element("command").value })));
  element("run").disabled = false;
  element("run").textContent = "Run";
  element("command").focus();
  await attempt(refresh);
}

async function endSession() {
  await attempt(async () => {
    await call("connections/end-session", {});
    element("result").hidden = true;
    element("error").hidden = true;
    await refresh();
  });
}

async function start() {
  for (const name of await call("profiles")) {
    element("profile").add(new Option(name));
  }
  await refresh();
  setInterval(() => { if (!document.hidden) { attempt(refresh); } }, REFRESH_MILLIS);
}

element("run-form").addEventListener("submit", run);
element("end-session").addEventListener("click", endSession);
attempt(start);
