// The composer: keeps the draft on the server, sends by Ctrl or Cmd and Enter, and leads first to what is new.
"use strict";

(() => {
  const KEEP_AFTER_MS = 600;
  let keepTimer = 0;

  const form = () => document.getElementById("reply");
  const own = () => document.getElementById("body");
  const fields = () => [...(form()?.querySelectorAll("textarea[data-language]") ?? [])];
  const words = () => JSON.parse(form().dataset.words);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const csrf = () => document.getElementById("page").dataset.csrf;

  // What was put into a field for its writer, and which words of theirs that translates.
  const putOf = (field) => form().elements[`put_${field.dataset.language}`];
  const forOf = (field) => form().elements[`for_${field.dataset.language}`];
  const isSame = (one, other) => one.split(/\s+/).join(" ").trim() === other.split(/\s+/).join(" ").trim();
  const isOurs = (field) => !field.value.trim() || (putOf(field).value !== "" && isSame(field.value, putOf(field).value));
  // A translation of what has changed since: nobody typed it, and it may not leave.
  const isStale = (field) => field !== own() && field.value.trim() && isOurs(field) && !isSame(forOf(field).value, own().value);

  const texts = () => fields().map((field) => [field.name, isStale(field) ? "" : field.value]);

  const post = (url, given, options = {}) =>
    fetch(url, { method: "POST", body: new URLSearchParams([["csrf", csrf()], ...given]), redirect: "manual", ...options });

  const keep = (options = {}) => {
    clearTimeout(keepTimer);
    const now = JSON.stringify(texts());
    if (!form() || now === form().dataset.kept) return;
    form().dataset.kept = now;
    post(form().dataset.draftUrl, texts(), options).catch(() => {
      if (form()) delete form().dataset.kept; // tried again at the next key
    });
  };

  const keepSoon = () => {
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keep, KEEP_AFTER_MS);
  };

  Puente.composer = { form, own, fields, words, fill, post, putOf, forOf, isSame, isOurs, isStale, texts, keepSoon };

  const begin = () => {
    if (!form()) return;
    form().dataset.kept ??= JSON.stringify(texts());
    Puente.showSizes();
    Puente.beginTranslating();
    document.getElementById("insert-menu").hidden = false; // only a script knows where the cursor is
  };
  Puente.beginComposer = begin;

  // Somebody wrote while this person was typing: the button first leads to what is new.
  Puente.mustReadFirst = () => {
    const button = document.getElementById("send");
    if (!fields().some((field) => field.value.trim())) return false;
    button.classList.add("reads");
    button.querySelector("span").textContent = words().read;
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
    if (!event.target.matches("#reply textarea")) return;
    Puente.showSizes();
    keepSoon();
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
      const isReply = event.target.id === "reply";
      if (isReply && (button.classList.contains("reads") || !Puente.mayLeave(event.submitter))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (button.classList.contains("reads")) readFirst(button);
        return;
      }
      clearTimeout(keepTimer);
      if (isReply || event.target.id === "note-form") {
        // Not before the browser has taken the pressed button's value along.
        setTimeout(() => event.target.querySelectorAll("button").forEach((each) => { each.disabled = true; }));
      }
    },
    true,
  );

  // Leaving a page with words that are not kept yet.
  const keepNow = () => form()?.dataset.kept && keep({ keepalive: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepNow());
  document.addEventListener("click", (event) => event.target.closest("a[href]") && keepNow(), true);
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSwap", begin);
})();
