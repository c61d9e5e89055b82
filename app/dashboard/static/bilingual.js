// Both sides of the composer: words in the family's language appear while somebody types, and are never taken from them.
"use strict";

(() => {
  const TYPING_ENDS_MS = 700;
  const ASK_EVERY_MS = 500;
  const PATIENCE_MS = 8000;
  const timers = new WeakMap();
  let held = null; // the button of a text that was to leave before its translation was there
  const turns = new WeakMap(); // a later asking for the same field makes an earlier one meaningless

  const others = () => Puente.composer.fields().filter((field) => field !== Puente.composer.own());
  const saidOf = (field) => document.getElementById(`said-${field.dataset.language}`);
  const backOf = (field) => document.getElementById(`back-${field.dataset.language}`);
  const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  const say = (field, state, label) => {
    const said = saidOf(field);
    said.className = `said ${state}`;
    if (said.textContent !== label) said.textContent = label;
    field.classList.toggle("waits", state === "waiting");
    const button = document.querySelector(`[data-translate="${field.dataset.language}"] span`);
    const { translate, again } = Puente.composer.words();
    button.textContent = field.value.trim() ? again : translate;
  };

  Puente.put = (field, body, source, label) => {
    const { putOf, forOf } = Puente.composer;
    field.value = body;
    [putOf(field).value, forOf(field).value] = [body, source];
    backOf(field).hidden = true;
    say(field, body ? "ready" : "", label);
  };

  const isWaiting = (field) => saidOf(field).classList.contains("waiting");

  // The answer to one asking, once there is one; null where another asking has overtaken it.
  const answerTo = async (url, field, place) => {
    const { post, texts, words } = Puente.composer;
    const turn = (turns.get(place) ?? 0) + 1;
    const until = Date.now() + PATIENCE_MS;
    turns.set(place, turn);
    const isOvertaken = () => turns.get(place) !== turn || !field.isConnected;
    for (;;) {
      let answer = { state: "problem", label: words().offline, body: "" };
      try {
        const got = await post(url, [...texts(), ["language", field.dataset.language]], { headers: { Accept: "application/json" } });
        answer = await got.json();
      } catch {
        // no network, or a page instead of an answer: what is said above
      }
      if (isOvertaken()) return null;
      if (answer.state !== "waiting") return answer;
      if (Date.now() > until) return { state: "problem", label: words().late, body: "" };
      await sleep(ASK_EVERY_MS);
      if (isOvertaken()) return null;
    }
  };

  const translate = async (field, isWanted = false) => {
    const { form, own, isOurs, isSame, words, keepSoon } = Puente.composer;
    clearTimeout(timers.get(field));
    timers.delete(field);
    const source = own().value;
    if (!source.trim()) return;
    const before = field.value;
    say(field, "waiting", words().waiting);
    const answer = await answerTo(form().dataset.proposalUrl, field, field);
    if (!answer || !isSame(own().value, source)) return;
    const isTheirs = isWanted ? field.value !== before : !isOurs(field);
    if (isTheirs) return say(field, "own", words().own);
    if (answer.state === "ready") Puente.put(field, answer.body, source, answer.label);
    else {
      if (isOurs(field)) Puente.put(field, "", "", ""); // it translated what has changed since
      say(field, answer.state, answer.label);
      if (answer.state === "problem") document.getElementById("ways").open = true;
    }
    Puente.showSizes();
    keepSoon();
    if (answer.state === "as_is") letGo();
  };

  const readBack = async (field) => {
    const { form, words } = Puente.composer;
    const back = backOf(field);
    const show = (label, body) => {
      back.hidden = false;
      [back.querySelector("cite").textContent, back.querySelector("p").textContent] = [label, body];
    };
    if (!field.value.trim()) return;
    const asked = field.value;
    show(words().waiting, "");
    const answer = await answerTo(form().dataset.readingUrl, field, back);
    if (answer && field.value === asked) show(answer.label, answer.body);
  };

  const wrote = () => {
    const { own, isOurs, words } = Puente.composer;
    held = null;
    for (const field of others().filter(isOurs)) {
      clearTimeout(timers.get(field));
      turns.set(field, (turns.get(field) ?? 0) + 1);
      if (!own().value.trim()) Puente.put(field, "", "", "");
      else {
        say(field, "waiting", words().waiting);
        timers.set(field, setTimeout(translate, TYPING_ENDS_MS, field));
      }
    }
  };
  Puente.wroteOwn = wrote;

  const corrected = (field) => {
    const { isOurs, putOf, words } = Puente.composer;
    backOf(field).hidden = true;
    turns.set(field, (turns.get(field) ?? 0) + 1);
    clearTimeout(timers.get(field));
    if (!field.value.trim()) say(field, "", "");
    else if (putOf(field).value && isOurs(field)) say(field, "ready", saidOf(field).dataset.put ?? "");
    else {
      const said = saidOf(field);
      if (said.classList.contains("ready")) said.dataset.put = said.textContent;
      say(field, "own", words().own);
    }
  };

  // A translation that is on its way is read before it leaves; where none is needed the text goes by itself.
  Puente.mayLeave = (button) => {
    held = null;
    if (button?.name === "how" || button?.hasAttribute("formaction")) return true;
    const { words, isOurs } = Puente.composer;
    const late = others().filter((field) => isWaiting(field) && isOurs(field));
    for (const field of late) {
      if (timers.get(field)) translate(field);
      say(field, "waiting", words().hold);
    }
    if (late.length) held = button;
    return late.length === 0;
  };

  const letGo = () => {
    if (held?.isConnected && !others().some(isWaiting)) Puente.composer.form().requestSubmit(held);
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#reply textarea[data-language]")) return;
    if (event.target === Puente.composer.own()) wrote();
    else corrected(event.target);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#reply [data-translate], #reply [data-read-back]");
    if (!button) return;
    event.preventDefault();
    const field = document.getElementById(`text-${button.value}`);
    if (button.dataset.translate) translate(field, true);
    else readBack(field);
  });

  // A page that comes with words of its writer alone goes on where the last one was.
  Puente.beginTranslating = () => {
    const { form, own, isOurs } = Puente.composer;
    if (form().dataset.begun) return;
    form().dataset.begun = "true";
    for (const field of others()) {
      const state = saidOf(field).classList;
      const isOpen = state.contains("waiting") || !["ready", "problem", "as_is", "own"].some((known) => state.contains(known));
      if (own().value.trim() && isOurs(field) && isOpen) translate(field);
    }
  };
})();
