// The composer: counts while somebody types, keeps the draft on the server, sends by Ctrl or Cmd and Enter.
"use strict";

(() => {
  const LONGEST = 1600;
  const KEEP_AFTER_MS = 600;
  let keepTimer = 0;

  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const csrf = () => document.getElementById("page").dataset.csrf;

  const count = (field) => {
    const words = JSON.parse(field.dataset.words);
    if (!Puente.alphabet) Puente.useAlphabet(JSON.parse(field.dataset.alphabet));
    const size = Puente.measure(field.value);
    const many = (one, several, n) => fill(words[n === 1 ? one : several], { n });
    document.getElementById("count").textContent = field.value
      ? [many("character", "characters", size.characters), many("segment", "segments", size.segments), words[size.encoding]].join(" · ")
      : "";
    document.getElementById("forcing").textContent = field.value.length > LONGEST ? words.long : forcing(field.value, size, words);
  };

  const forcing = (text, size, words) => {
    if (!size.forcing.length) return "";
    const letters = size.forcing.slice(0, 8).map((letter) => `“${letter}”`).join(" ") + (size.forcing.length > 8 ? " …" : "");
    const forced = new Set(size.forcing);
    const plain = Puente.measure(Puente.charactersOf(text).map((part) => (forced.has(part) ? "x" : part)).join(""));
    if (plain.segments === size.segments) return fill(words.roomier, { letters });
    return fill(words.costs, { letters, n: size.segments, m: plain.segments });
  };

  const keep = (field, options = {}) => {
    clearTimeout(keepTimer);
    if (field.value === field.dataset.kept) return;
    field.dataset.kept = field.value;
    const body = new URLSearchParams({ csrf: csrf(), body: field.value });
    fetch(field.dataset.draft, { method: "POST", body, redirect: "manual", ...options }).catch(() => {
      delete field.dataset.kept; // tried again at the next key
    });
  };

  const begin = () => {
    const field = document.getElementById("body");
    if (!field) return;
    field.dataset.kept ??= field.value;
    count(field);
  };

  // Somebody wrote while this person was typing: the button first leads to what is new.
  Puente.mustReadFirst = () => {
    const field = document.getElementById("body");
    const button = document.getElementById("send");
    if (!field || !field.value.trim()) return false;
    button.classList.add("reads");
    button.querySelector("span").textContent = JSON.parse(field.dataset.words).read;
    document.getElementById("unread").hidden = false;
    return true;
  };

  const readFirst = (button) => {
    const stream = document.getElementById("stream");
    document.getElementById("seen").value = stream.dataset.newest;
    button.classList.remove("reads");
    button.querySelector("span").textContent = button.dataset.label;
    document.getElementById("unread").hidden = true;
    stream.lastElementChild.scrollIntoView({ block: "end" });
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "body") return;
    count(event.target);
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keep, KEEP_AFTER_MS, event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("#reply, #note-form");
    if (!form || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("#send, .note-button"));
  });

  document.addEventListener(
    "submit",
    (event) => {
      const button = document.getElementById("send");
      if (event.target.id === "reply" && button.classList.contains("reads")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        readFirst(button);
        return;
      }
      clearTimeout(keepTimer);
      if (event.target.id === "reply" || event.target.id === "note-form") {
        // Not before the browser has taken the pressed button's value along.
        setTimeout(() => event.target.querySelectorAll("button").forEach((each) => { each.disabled = true; }));
      }
    },
    true,
  );

  // Leaving a page with words that are not kept yet.
  const keepNow = () => {
    const field = document.getElementById("body");
    if (field && "kept" in field.dataset) keep(field, { keepalive: true });
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepNow());
  document.addEventListener("click", (event) => event.target.closest("a[href]") && keepNow(), true);
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSwap", begin);
})();
