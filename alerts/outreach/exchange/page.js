// The page that rings: asks for what is newer than it knows, draws it, and sends back what is pressed.
const calls = document.getElementById("calls");
const texts = document.getElementById("texts");
const aloud = document.getElementById("aloud");
const spoken = new Map(); // by call: how many lines were read aloud
const cards = new Map(); // by call: its card, kept so that what is being typed stays

const act = (sid, what, body = "") =>
  fetch(`/phones/${sid}/${what}`, { method: "POST", headers: { "x-exchange": "page" }, body });

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function button(text, does, attributes = {}) {
  const made = element("button", text, { type: "button", ...attributes });
  made.addEventListener("click", does);
  return made;
}

function card(call) {
  const box = element("article");
  const head = element("h3");
  const lines = element("ol");
  const ringing = element("p");
  ringing.append(
    button("Answer", () => act(call.sid, "answer"), { class: "lift" }),
    " ",
    button("Reject", () => act(call.sid, "end"), { class: "end" }),
  );
  const talking = element("div");
  const keys = element("div", "", { class: "keys" });
  for (const key of "123456789*0#") keys.append(button(key, () => act(call.sid, "keys", key)));
  const form = element("form");
  const words = element("input", "", { type: "text", "aria-label": "say", placeholder: "say something" });
  form.append(words, " ", element("button", "Say"));
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    act(call.sid, "say", words.value);
    words.value = "";
  });
  talking.append(keys, form, element("p"), button("Hang up", () => act(call.sid, "end"), { class: "end" }));
  box.append(head, lines, ringing, talking);
  return { box, head, lines, ringing, talking };
}

function draw(call) {
  if (!cards.has(call.sid)) cards.set(call.sid, card(call));
  const { box, head, lines, ringing, talking } = cards.get(call.sid);
  box.className = `call ${call.state}`;
  box.dataset.to = call.to;
  head.textContent = `${call.to} · ${call.state === "over" ? call.ended : call.state}${call.listening ? " · listens" : ""}`;
  lines.replaceChildren(...call.said.map((line) => element("li", line)));
  ringing.hidden = call.state !== "ringing";
  talking.hidden = call.state !== "talking";
  for (const line of call.said.slice(spoken.get(call.sid) ?? 0)) {
    if (aloud.checked) speechSynthesis.speak(new SpeechSynthesisUtterance(line));
  }
  spoken.set(call.sid, call.said.length);
  return box;
}

async function follow() {
  for (let than = -1; ; ) {
    try {
      const answer = await fetch(`/phones?than=${Math.max(than, 0)}`, { headers: { "x-exchange": "page" } });
      const news = await answer.json();
      if (news.version === than) continue;
      than = news.version;
      const none = element("p", "No phone rings.", { class: "none" });
      calls.replaceChildren(...(news.calls.length ? news.calls.map(draw) : [none]));
      texts.replaceChildren(...news.texts.map(([to, body]) => element("li", `${to}: ${body}`)));
    } catch {
      calls.replaceChildren(element("p", "The exchange is away.", { class: "none" }));
      await new Promise((later) => setTimeout(later, 1000));
    }
  }
}

follow();
